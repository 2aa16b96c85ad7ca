"""What every source of flags must do, at the agent and in a session of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from botocore.exceptions import EndpointConnectionError

from callnotes.adapters.appconfig_flags import AgentFlags, SessionFlags
from callnotes.adapters.appconfig_session import AppConfigSession, ConfigurationPath
from callnotes.domain.flags import Flag, FlagName, FlagReading
from callnotes.ports.service import FlagSource
from callnotes.settings import FlagSettings
from tests.adapters.appconfig import AppConfig
from tests.adapters.clock import Clock
from tests.faults.agent import PATH, Agent, running_agent
from tests.flag_documents import BAD_DOCUMENTS, make_document, served

ON = served(make_document(dictation={"enabled": True}))
OFF = served(make_document(dictation={"enabled": False}))
AWAY = EndpointConnectionError(endpoint_url="https://appconfigdata")


@dataclass
class World:
    """A source of flags, and the AppConfig that it reads."""

    source: FlagSource
    appconfig: AppConfig
    agent: Agent
    clock: Clock

    def deploy(self, content: bytes, label: str = "") -> None:
        """Deploy a document, and wait until every cache has it."""
        self.appconfig.content = self.agent.content = content
        self.appconfig.label = self.agent.label = label
        self.agent.status = 200
        self.clock.now += 15

    def read(self) -> FlagReading:
        return self.source.read_flags()


@pytest.fixture
def agent() -> Iterator[Agent]:
    with running_agent() as agent:
        yield agent


@pytest.fixture
def appconfig() -> AppConfig:
    return AppConfig()


@pytest.fixture
def make_agent_flags(agent: Agent, appconfig: AppConfig, clock: Clock) -> Callable[[], AgentFlags]:
    def make() -> AgentFlags:
        session = AppConfigSession(ConfigurationPath.parse(PATH), 15, lambda: appconfig, clock)
        return AgentFlags(FlagSettings(PATH, agent.port, 15), session, clock)

    return make


@pytest.fixture(params=["agent", "session"])
def world(
    request: pytest.FixtureRequest,
    make_agent_flags: Callable[[], AgentFlags],
    agent: Agent,
    appconfig: AppConfig,
    clock: Clock,
) -> World:
    session = AppConfigSession(ConfigurationPath.parse(PATH), 15, lambda: appconfig, clock)
    source = make_agent_flags() if request.param == "agent" else SessionFlags(session)
    return World(source, appconfig, agent, clock)


@pytest.fixture
def lambda_world(
    make_agent_flags: Callable[[], AgentFlags], agent: Agent, appconfig: AppConfig, clock: Clock
) -> World:
    return World(make_agent_flags(), appconfig, agent, clock)


def dictation(reading: FlagReading) -> bool | None:
    flag = reading.flags.get(FlagName.DICTATION)
    return flag.enabled if flag else None


def test_the_deployed_document_is_read_with_its_label(world: World) -> None:
    world.deploy(ON, "v2")
    assert world.read() == FlagReading({FlagName.DICTATION: Flag(enabled=True)}, "v2")


def test_a_document_without_a_label_has_its_digest_for_a_version(world: World) -> None:
    world.deploy(ON)
    first = world.read().version
    world.deploy(OFF)
    assert len({first, world.read().version, None}) == 3


def test_a_change_is_seen_when_the_interval_is_over(world: World) -> None:
    world.deploy(ON)
    before = dictation(world.read())
    world.deploy(OFF)
    assert [before, dictation(world.read())] == [True, False]


def test_appconfig_away_leaves_the_last_known_good_flags(world: World) -> None:
    world.deploy(ON, "v2")
    world.read()
    world.appconfig.failure = AWAY
    world.clock.now += 15
    reading = world.read()
    assert (dictation(reading), reading.version) == (True, "v2")
    assert reading.problem == "AppConfig: EndpointConnectionError"


def test_appconfig_is_back_and_nothing_is_stale(world: World) -> None:
    world.deploy(ON, "v2")
    world.read()
    world.appconfig.failure = AWAY
    world.clock.now += 15
    world.read()
    world.appconfig.failure = None
    world.deploy(OFF, "v3")
    assert world.read() == FlagReading({FlagName.DICTATION: Flag(enabled=False)}, "v3")


def test_nothing_was_ever_read_and_the_defaults_are_stale(world: World) -> None:
    world.agent.status, world.appconfig.failure = 502, AWAY
    reading = world.read()
    assert (reading.flags, reading.version, reading.is_stale) == ({}, None, True)


@pytest.mark.parametrize("name", [name for name in BAD_DOCUMENTS if name != "misspelled flag"])
def test_a_malformed_document_leaves_the_last_known_good_flags(world: World, name: str) -> None:
    world.deploy(ON, "v2")
    world.read()
    # What is cut off cannot be served in part.
    bad = BAD_DOCUMENTS[name]
    world.deploy(bad if name == "cut off" else served(bad), "v3")
    reading = world.read()
    assert (dictation(reading), reading.version) == (True, "v2")
    assert reading.problem.startswith("malformed: ")


def test_a_malformed_document_stays_a_problem_until_it_is_replaced(world: World) -> None:
    world.deploy(b"[]")
    problems = [world.read().problem]
    world.clock.now += 15
    problems.append(world.read().problem)
    world.deploy(ON)
    problems.append(world.read().problem)
    assert [bool(problem) for problem in problems] == [True, True, False]


def test_a_misspelled_flag_switches_nothing(world: World) -> None:
    world.deploy(served(BAD_DOCUMENTS["misspelled flag"]))
    assert world.read().flags == {}


def test_the_agent_is_asked_at_its_address(lambda_world: World) -> None:
    lambda_world.read()
    assert lambda_world.agent.asked == [PATH]


def test_a_fresh_environment_asks_the_agent_only(lambda_world: World) -> None:
    lambda_world.read()
    assert lambda_world.appconfig.calls == []


@pytest.mark.parametrize("content", [b"", b"BadGateway"])
def test_an_agent_without_a_document_is_a_problem(lambda_world: World, content: bytes) -> None:
    lambda_world.deploy(ON, "v2")
    lambda_world.read()
    lambda_world.agent.status, lambda_world.agent.content = (200 if not content else 504), content
    reading = lambda_world.read()
    assert (dictation(reading), reading.version) == (True, "v2")
    assert reading.problem.startswith("AppConfig agent: status ")


def test_a_failed_agent_is_left_alone_for_five_seconds(lambda_world: World) -> None:
    lambda_world.agent.status = 502
    lambda_world.read()
    lambda_world.read()
    lambda_world.clock.now += 5
    lambda_world.read()
    assert len(lambda_world.agent.asked) == 2


def test_an_agent_that_recovers_is_no_problem(lambda_world: World) -> None:
    lambda_world.agent.status = 502
    lambda_world.read()
    lambda_world.deploy(ON, "v2")
    assert lambda_world.read() == FlagReading({FlagName.DICTATION: Flag(enabled=True)}, "v2")


def test_an_agent_that_is_too_slow_is_not_waited_for(
    lambda_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callnotes.adapters.appconfig_flags.READ_SECONDS", 0.05)
    lambda_world.agent.delay = 1
    assert lambda_world.read().problem == "AppConfig agent: timed out"


def test_no_agent_listens_and_the_defaults_are_stale(appconfig: AppConfig, clock: Clock) -> None:
    session = AppConfigSession(ConfigurationPath.parse(PATH), 15, lambda: appconfig, clock)
    reading = AgentFlags(FlagSettings(PATH, 9, 15), session, clock).read_flags()
    assert (reading.flags, reading.version, reading.is_stale) == ({}, None, True)
