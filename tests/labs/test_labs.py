"""Each lab in both directions and both languages, in the order of a learner's saves.

The checks fail on the unsolved start and on the known wrong solution for the stated reason, pass on
the solution, and leave nothing behind.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from callnotes_labs.catalogue import Lab, list_labs
from callnotes_labs.checks import Finding
from callnotes_labs.code_bucket import LOCAL as BUCKET
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
    prove(session, clients, capsys)


def prove(session: Session, clients: Clients, capsys: pytest.CaptureFixture[str]) -> None:
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
    code = clients.s3.list_objects_v2(Bucket=BUCKET, Prefix=f"{stack.name}/")
    assert code["KeyCount"] == 0
    assert not session.copy.exists


def replace_text(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def solve_nothing(folder: Path) -> None:
    shutil.copy(folder / "start" / "template.yaml", folder / "solution" / "template.yaml")


def make_wrong_right(folder: Path) -> None:
    shutil.copy(folder / "solution" / "template.yaml", folder / "wrong" / "template.yaml")


def start_solved(folder: Path) -> None:
    shutil.copy(folder / "solution" / "template.yaml", folder / "start" / "template.yaml")


def promise_another_message(folder: Path) -> None:
    replace_text(folder / "lab.yaml", "더 허용된 것", "다른 말")


@pytest.mark.parametrize(
    "damage", [solve_nothing, make_wrong_right, start_solved, promise_another_message]
)
def test_lab_that_is_not_what_it_says_is_not_proved(
    damage: Callable[[Path], None],
    tmp_path: Path,
    clients: Clients,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sound = next(lab for lab in LABS if lab.id == "least_privilege")
    folder = shutil.copytree(sound.folder, tmp_path / sound.id)
    damage(folder)
    session = Session(Lab(folder), tmp_path / "labs")
    session.start(clients)
    try:
        with pytest.raises(AssertionError):
            prove(session, clients, capsys)
    finally:
        session.reset(clients)
