"""A session polls with moving tokens, and never more often than it may."""

import pytest
from botocore.exceptions import ConnectTimeoutError

from callnotes.adapters.appconfig_session import (
    AppConfigSession,
    Configuration,
    ConfigurationPath,
    SessionFailed,
)
from tests.adapters.appconfig import AppConfig, client_error
from tests.adapters.clock import Clock
from tests.faults.agent import PATH


@pytest.fixture
def appconfig() -> AppConfig:
    return AppConfig(b'{"dictation": {"enabled": true}}', "v2")


@pytest.fixture
def session(appconfig: AppConfig, clock: Clock) -> AppConfigSession:
    return AppConfigSession(ConfigurationPath.parse(PATH), 15, lambda: appconfig, clock)


def test_the_address_at_the_agent_names_application_environment_and_profile() -> None:
    assert ConfigurationPath.parse(PATH) == ConfigurationPath("a", "e", "p")


def test_the_first_poll_brings_the_document(
    session: AppConfigSession, appconfig: AppConfig
) -> None:
    assert session.poll() == Configuration(appconfig.content, "v2")


def test_the_session_is_of_the_configuration_and_its_interval(
    session: AppConfigSession, appconfig: AppConfig
) -> None:
    session.poll()
    assert appconfig.started_with == {
        "ApplicationIdentifier": "a",
        "EnvironmentIdentifier": "e",
        "ConfigurationProfileIdentifier": "p",
        "RequiredMinimumPollIntervalInSeconds": 15,
    }


def test_an_empty_body_means_unchanged(session: AppConfigSession) -> None:
    session.poll()
    assert session.poll() is None


def test_each_poll_uses_the_token_of_the_one_before(
    session: AppConfigSession, appconfig: AppConfig
) -> None:
    for _ in range(3):
        session.poll()
    assert appconfig.calls == ["start", "get", "get", "get"]


def test_a_changed_document_comes_with_the_next_poll(
    session: AppConfigSession, appconfig: AppConfig
) -> None:
    session.poll()
    appconfig.content, appconfig.label = b"{}", "v3"
    assert session.poll() == Configuration(b"{}", "v3")


def test_a_poll_is_due_when_the_interval_that_appconfig_names_is_over(
    session: AppConfigSession, appconfig: AppConfig, clock: Clock
) -> None:
    appconfig.interval = 60
    due = [session.is_due]
    session.poll()
    for seconds in (0, 59, 1):
        clock.now += seconds
        due.append(session.is_due)
    assert due == [True, False, False, True]


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        (ConnectTimeoutError(endpoint_url="https://appconfigdata"), "ConnectTimeoutError"),
        (client_error("ThrottlingException"), "ThrottlingException"),
        (client_error("AccessDeniedException"), "AccessDeniedException"),
    ],
)
def test_a_failure_is_named(
    session: AppConfigSession, appconfig: AppConfig, failure: Exception, name: str
) -> None:
    appconfig.failure = failure
    with pytest.raises(SessionFailed, match=f"^{name}$"):
        session.poll()


def test_a_failed_poll_is_not_repeated_before_the_interval_is_over(
    session: AppConfigSession, appconfig: AppConfig, clock: Clock
) -> None:
    appconfig.failure = client_error("InternalServerException")
    with pytest.raises(SessionFailed):
        session.poll()
    due = [session.is_due]
    clock.now += 15
    assert [*due, session.is_due] == [False, True]


def test_after_an_expired_token_a_new_session_brings_the_document_again(
    session: AppConfigSession, appconfig: AppConfig
) -> None:
    session.poll()
    appconfig.expire_tokens()
    with pytest.raises(SessionFailed, match="BadRequestException"):
        session.poll()
    assert session.poll() == Configuration(appconfig.content, "v2")
    assert appconfig.sessions == 2
