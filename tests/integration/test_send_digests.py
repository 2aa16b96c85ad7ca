"""Every morning each tenant's supervisors get one digest of the day before."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callnotes.adapters.dynamodb_enrichments import day_key
from callnotes.domain.times import to_day_text
from tests.integration.test_alarms import is_raised
from tests.integration.test_enrich_note import ANGRY, await_enrichment
from tests.integration.test_escalations import ask, await_state
from tests.stack.http import Api, Json
from tests.stack.notices import heard_by_supervisors, take_notices
from tests.stack.polling import eventually
from tests.stack.stack import Stack

# A tenant is there once somebody belongs to it.
pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("agent")]
# A stack of many tests has many tenants.
SECONDS = 120
MORNING, DAY = "2026-03-01T22:00:00Z", "2026-03-01"
SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
NO_LANGUAGE = {"ko": 0, "en": 0, "unknown": 0}
NO_TONE = {"negative": 0, "neutral": 0, "positive": 0, "unknown": 0}


@pytest.fixture
def heard(stack: Stack, tenant: str) -> Iterator[str]:
    """A queue that hears what the tenant's supervisors hear."""
    with heard_by_supervisors(stack, tenant) as queue_url:
        yield queue_url


def digests(stack: Stack, queue_url: str) -> list[Json]:
    """The digests that have come; an escalation that begins to wait is told as well."""
    return [notice for notice in take_notices(stack, queue_url) if notice["type"] == "DayDigest"]


def run(stack: Stack, given: str) -> Any:
    """Start the workflow with this input, and describe its end."""
    client, machine = stack.clients.stepfunctions, stack.physical_id("SendDigestsStateMachine")
    arn = client.start_execution(stateMachineArn=machine, input=given)["executionArn"]
    eventually(
        lambda: client.describe_execution(executionArn=arn)["status"] != "RUNNING", seconds=SECONDS
    )
    return client.describe_execution(executionArn=arn)


def schedule_of(stack: Stack) -> Any:
    return stack.clients.scheduler.get_schedule(
        Name=stack.physical_id("DigestSchedule"), GroupName=stack.physical_id("DigestGroup")
    )


def test_given_notes_and_a_waiting_escalation_when_sent_then_supervisors_get_their_numbers_once(
    stack: Stack, tenant: str, agent: Api, customer: str, heard: str
) -> None:
    note = agent.create_note(customer_id=customer, body=ANGRY)
    await_state(agent, ask(agent, note).json, "waiting")
    await_enrichment(stack, tenant, note)
    day = to_day_text(datetime.fromisoformat(note["created_at"]))

    ended = run(stack, json.dumps({"day": day}))

    assert ended["status"] == "SUCCEEDED"
    (digest,) = eventually(lambda: digests(stack, heard))
    assert digest == {
        "type": "DayDigest",
        "tenant": tenant,
        "day": day,
        "notes": 1,
        "languages": NO_LANGUAGE | {"ko": 1},
        "tones": NO_TONE | {"negative": 1},
        "waiting": 1,
    }
    assert digests(stack, heard) == []


def test_given_the_schedule_when_its_time_comes_then_the_day_before_in_seoul(
    stack: Stack, tenant: str, heard: str
) -> None:
    stack.put_item({**day_key(tenant, DAY), "notes": 12, "language_en": 12, "tone_neutral": 12})
    target = schedule_of(stack)["Target"]

    run(stack, target["Input"].replace(SCHEDULED_TIME, MORNING))

    assert target["Arn"] == stack.physical_id("SendDigestsStateMachine")
    (digest,) = eventually(lambda: digests(stack, heard))
    assert (digest["day"], digest["notes"], digest["waiting"]) == (DAY, 12, 0)
    assert digest["languages"] == NO_LANGUAGE | {"en": 12}


def test_given_no_time_when_started_then_the_day_before_the_start(stack: Stack, heard: str) -> None:
    ended = run(stack, schedule_of(stack)["Target"]["Input"])

    (digest,) = eventually(lambda: digests(stack, heard))
    assert digest["day"] == to_day_text(ended["startDate"].astimezone(UTC) - timedelta(days=1))
    assert (digest["notes"], digest["tones"]) == (0, NO_TONE)


def test_given_a_tenant_whose_counts_are_damaged_when_sent_then_the_others_are_served_and_it_fails(
    stack: Stack, heard: str
) -> None:
    damaged, day = stack.new_tenant(), "2026-01-31"
    stack.new_agent(damaged)
    stack.put_item({**day_key(damaged, day), "notes": "many"})

    with heard_by_supervisors(stack, damaged) as unheard:
        ended = run(stack, json.dumps({"day": day}))

        assert (ended["status"], ended["error"]) == ("FAILED", "DigestsNotSent")
        assert json.loads(ended["cause"]) == {damaged: "DayUnreadable"}
        assert eventually(lambda: digests(stack, heard))
        assert digests(stack, unheard) == []
    eventually(lambda: is_raised(stack, "SendDigestsExecutionsFailedAlarm"))


def test_given_a_digest_when_sent_then_its_execution_has_the_name_that_aws_takes_once(
    stack: Stack, tenant: str
) -> None:
    """The local cloud takes a name twice (test_gaps.py); tests/workflows shows the second start."""
    run(stack, json.dumps({"day": DAY}))

    machine = stack.physical_id("SendDigestStateMachine")
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{tenant}-{DAY}"
    found = stack.clients.stepfunctions.describe_execution(executionArn=arn)
    assert found["status"] == "SUCCEEDED"


def test_given_no_day_when_started_by_hand_then_refused_with_what_to_give(
    stack: Stack, heard: str
) -> None:
    ended = run(stack, json.dumps({"day": "yesterday"}))

    assert (ended["status"], ended["error"]) == ("FAILED", "WrongDay")
    assert '{"day": "2026-03-01"}' in ended["cause"]
    assert digests(stack, heard) == []
