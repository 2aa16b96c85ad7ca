"""Each lab in both directions and both languages, in the order of a learner's saves.

The checks fail on the unsolved start and on the known wrong solution for the stated reason, pass on
the solution, and leave nothing behind.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from callnotes_labs.catalogue import Lab, list_labs
from callnotes_labs.checks import Finding
from callnotes_labs.session import Session
from callnotes_labs.stack import LabStack
from callnotes_labs.texts import Language
from callnotes_labs.views import show_finding
from callnotes_local.cloud.clients import Clients

# docs/labs.md: a check takes 5 seconds, on a machine that does nothing else.
CHECK_SECONDS, BUSY_FACTOR = 5.0, 2.0
LABS = list_labs()

each_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)


@pytest.fixture
def session(lab: Lab, folder: Path, clients: Clients) -> Iterator[Session]:
    session = Session(lab, folder)
    session.start(clients)
    yield session
    session.reset(clients)
    assert_nothing_is_left(session, clients)


@each_lab
def test_checks_fail_on_start_and_wrong_by_name_and_pass_on_solution(
    session: Session, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_named("start", session, list(session.check(clients)), capsys)
    session.copy.lay_over("wrong")
    assert_named("wrong", session, list(session.check(clients)), capsys)
    assert not session.progress.read(session.lab.id).passed

    session.copy.lay_over("solution")
    assert failed(list(session.check(clients))) == []
    assert session.progress.read(session.lab.id).passed
    started = time.monotonic()
    assert failed(list(session.check(clients))) == []
    assert time.monotonic() - started < CHECK_SECONDS * BUSY_FACTOR


def assert_named(
    kind: str, session: Session, findings: list[Finding], capsys: pytest.CaptureFixture[str]
) -> None:
    """The check that lab.yaml names has failed, and says so in both languages."""
    expected = session.lab.read_failure(kind)
    (finding,) = [found for found in findings if found.id == expected["check"]]
    assert not finding.passed, finding
    languages: tuple[Language, ...] = ("en", "ko")
    for language in languages:
        show_finding(finding, language)
        assert expected[language] in capsys.readouterr().out


def failed(findings: list[Finding]) -> list[Finding]:
    assert findings
    return [finding for finding in findings if not finding.passed]


def assert_nothing_is_left(session: Session, clients: Clients) -> None:
    stack = LabStack.of(session.lab.id, clients)
    assert not stack.exists
    groups = clients.logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{stack.name}-")
    assert groups["logGroups"] == []
    assert not session.copy.exists
