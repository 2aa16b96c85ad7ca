"""No 5xx when the agent is down, slow or empty, or when a flag document is malformed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from callnotes.adapters import appconfig_flags
from callnotes.api.flag_routes import LIST_FLAGS
from tests.cloud import Cloud, Context
from tests.faults.agent import Agent, running_agent
from tests.flag_documents import BAD_DOCUMENTS, make_document, served
from tests.gateway import make_claims, make_proxy_event
from tests.metrics import read_metrics
from tests.template import functions

type Json = dict[str, Any]
type Ask = Callable[[], Json]

ON = served(make_document(dictation={"enabled": True, "groups": ["agent"]}))
STALE = {("list_flags", "FlagsStale"): 1.0}


def be_down(agent: Agent) -> None:
    agent.status, agent.content = 502, b"BadGatewayException"


def be_slow(agent: Agent) -> None:
    agent.delay = 0.5


def be_empty(agent: Agent) -> None:
    agent.content = b""


def malformed(name: str) -> Callable[[Agent], None]:
    bad = BAD_DOCUMENTS[name]

    def serve(agent: Agent) -> None:
        agent.content = bad if name == "cut off" else served(bad)

    return serve


FAULTS = {
    "down": be_down,
    "slow": be_slow,
    "empty": be_empty,
    **{name: malformed(name) for name in BAD_DOCUMENTS if name != "misspelled flag"},
}


@pytest.fixture
def agent() -> Iterator[Agent]:
    with running_agent() as agent:
        agent.content, agent.label = ON, "v2"
        yield agent


@pytest.fixture
def ask(cloud: Cloud, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return what sends GET /v1/flags to the function beside that agent."""
    monkeypatch.setattr(appconfig_flags, "READ_SECONDS", 0.1)
    function = functions()["list_flags"]
    port = {"AWS_APPCONFIG_EXTENSION_HTTP_PORT": str(agent.port)}
    handler = cloud.load(replace(function, environment=function.environment | port))
    event = make_proxy_event(LIST_FLAGS, claims=make_claims())

    def send() -> Json:
        answer: Json = handler(event, Context())
        assert answer["statusCode"] == 200, answer
        body: Json = LIST_FLAGS.response.model_validate_json(answer["body"]).model_dump()  # type: ignore[union-attr]
        return body

    return send


def test_what_the_agent_serves_is_switched_for_the_caller(
    ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = {"premium_callback": False, "dictation": True, "new_escalation": False}
    assert ask() == {"flags": flags, "version": "v2", "stale": False}
    assert read_metrics(capsys) == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_after_a_fault_the_last_known_good_flags_are_served_and_counted(
    ask: Ask, agent: Agent, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    before = ask()
    FAULTS[fault](agent)
    assert ask() == before | {"stale": True}
    assert read_metrics(capsys) == STALE


@pytest.mark.parametrize("fault", FAULTS)
def test_with_a_fault_from_the_beginning_everything_is_off(
    ask: Ask, agent: Agent, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    FAULTS[fault](agent)
    body = ask()
    assert (set(body["flags"].values()), body["version"], body["stale"]) == ({False}, None, True)
    assert read_metrics(capsys) == STALE


def test_a_flag_that_no_code_knows_is_no_fault(ask: Ask, agent: Agent) -> None:
    agent.content = served(BAD_DOCUMENTS["misspelled flag"])
    assert ask()["stale"] is False
