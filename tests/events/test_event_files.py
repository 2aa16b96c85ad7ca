"""Every file of events/ is given to its function: the end of its name is the expected outcome."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callnotes.adapters.clients import CONNECT_SECONDS, READ_SECONDS, TRIES
from tests.cloud import Cloud
from tests.events.world import FILES, FIRST_NOTE, NOTE_ID, Invocation, prepare_world
from tests.log import Log
from tests.template import functions
from tools.gateway_event import read_event

type Json = dict[str, Any]

# Functions that something else retries, or that make many calls.
TRIES_OF = {
    "record_sign_up": 1,
    "check_escalation": 1,
    "give_opinion": 1,
    "request_decision": 1,
    "inform_partner": 1,
    "create_escalation": 2,
    "decide_escalation": 2,
    "rotate_secret": 1,
    "detect_language": 1,
    # tests/faults/test_enrich_note.py adds what its workflow takes.
    "enrich_note": 1,
}


def outcome_of(path: Path) -> str:
    return path.name.split(".")[1]


def longest_call(tries: int) -> float:
    """Return the seconds of a call whose attempts all time out, with the longest waits between."""
    return tries * (CONNECT_SECONDS + READ_SECONDS) + sum(1 << n for n in range(tries - 1))


def answers(status: int) -> Callable[[Invocation], bool]:
    return lambda done: done.answer["statusCode"] == status


def log_holds(name: str, count: int) -> Callable[[Invocation], bool]:
    return lambda done: len(done.log.lines[-1][name]) == count


def overrides(done: Invocation) -> Json:
    details: Json = done.answer["response"]["claimsOverrideDetails"]
    return details


CHECKS: dict[str, Callable[[Invocation], bool]] = {
    "without_cors": lambda done: "Access-Control-Allow-Origin" not in done.answer["headers"],
    "published": lambda done: len(done.log.lines[-1]["events"]) == len(done.event["Records"]),
    "parked": log_holds("parked", 1),
    "consumed": lambda done: done.answer == {"batchItemFailures": []},
    "failed": lambda done: len(done.answer["batchItemFailures"]) == 1,
    "claims": lambda done: (
        overrides(done)["claimsToAddOrOverride"] == {"tenant": "hanbit", "role": "agent"}
    ),
    "no_tenant": lambda done: overrides(done)["claimsToSuppress"] == ["tenant"],
    "accepted": lambda done: done.error is None and "response" in done.answer,
    "valid": lambda done: done.error is None and done.answer is None,
    "refused": lambda done: done.error is not None,
    "done": lambda done: done.error is None,
}


def check_of(path: Path) -> Callable[[Invocation], bool]:
    """Return the check of an outcome: a number is the status of the response."""
    outcome = outcome_of(path)
    assert outcome.isdecimal() or outcome in CHECKS, (
        f"events/{path.parent.name}/{path.name}: end its name with a status, or one of "
        f"{', '.join(CHECKS)} (docs/add-a-route.md, step 4)"
    )
    return answers(int(outcome)) if outcome.isdecimal() else CHECKS[outcome]


def sent_back(done: Invocation) -> Json:
    body: Json = json.loads(done.answer["body"])
    return body


@pytest.fixture
def world(cloud: Cloud) -> Cloud:
    prepare_world(cloud)
    return cloud


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_event_file_has_the_outcome_that_its_name_ends_with(
    world: Cloud, log: Log, path: Path
) -> None:
    done = Invocation(world, log, path)
    assert check_of(path)(done), done.answer or done.error
    expected = json.loads(path.read_text()).get("expected")
    assert expected is None or sent_back(done).items() >= expected.items(), sent_back(done)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_personal_in_an_event_is_logged(world: Cloud, log: Log, path: Path) -> None:
    Invocation(world, log, path)
    personal = ("@example.com", "제주", "상담", "김민아", "eyJ", "AQCEAAAAKg", "정다은", "55500")
    assert [text for text in personal if text in log.text] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_call_of_an_event_may_fail_slowly_within_the_functions_time(
    world: Cloud, log: Log, path: Path
) -> None:
    function = functions()[path.parent.name]
    with world.faults.of_one_test() as recorded:
        Invocation(world, log, path)
        calls = len(recorded.calls)
    assert calls * longest_call(TRIES_OF.get(function.name, TRIES)) < function.timeout


def test_the_first_note_is_the_one_the_other_events_name(world: Cloud) -> None:
    answer = world.invoke("create_note", read_event(FIRST_NOTE))
    assert json.loads(answer["body"])["note_id"] == NOTE_ID
