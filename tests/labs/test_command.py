"""`callnotes labs`: what is printed, exit codes, errors with what, why and next."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from callnotes_labs import command_line as labs
from callnotes_labs.stack import LabStack
from callnotes_labs.working_copy import WorkingCopy
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.emulator import Emulator
from callnotes_local.errors import ExitCode
from tests.local.command_line import CommandLine, Outcome

LAB = "visibility_timeout"


class Shell:
    """`callnotes labs` in a workspace of its own, on the shared cloud or on none."""

    def __init__(self, command_line: CommandLine) -> None:
        self._command_line = command_line
        self.workspace = command_line.workspace
        self.copy = self.workspace.state / "labs" / LAB

    def run(self, *arguments: str) -> Outcome:
        return self._command_line.run("labs", *arguments)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.copy / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    workspace = Workspace(tmp_path)
    monkeypatch.setattr(labs, "workspace", workspace)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return Shell(CommandLine(workspace, monkeypatch, capsys))


@pytest.fixture
def served(shell: Shell, lab_cloud: Emulator) -> Iterator[Shell]:
    """The same, with the cloud of the tests as the workspace's own."""
    shell.workspace.state.mkdir()
    shell.workspace.cloud.symlink_to(lab_cloud.home)
    yield shell
    shell.run("reset", LAB)


def assert_error(outcome: Outcome, code: ExitCode, *parts: str) -> None:
    assert outcome.code == code
    assert "Traceback" not in outcome.err
    lines = outcome.err.splitlines()
    assert [line[:7] for line in lines[1:]] == ["  why: ", "  next:"]
    for line, part in zip(lines, parts, strict=True):
        assert part in line


def test_list_shows_state_and_bar(shell: Shell) -> None:
    outcome = shell.run("list")
    assert re.search(rf"^1 +{LAB} +new +1\.1 ", outcome.out, re.MULTILINE)
    assert "[....................] 0/" in outcome.out
    assert f"next: callnotes labs start {LAB}" in outcome.out.replace("/.venv/bin/", "")
    assert "표시 제한 시간" in shell.run("list", "--lang", "ko").out
    first = json.loads(shell.run("list", "--json").out)[0]
    assert (first["id"], first["state"], first["folder"]) == (LAB, "new", None)


def test_unknown_lab_is_refused_with_the_nearest_name(shell: Shell) -> None:
    outcome = shell.run("start", "visibility")
    assert_error(outcome, ExitCode.UNKNOWN_ID, "no lab 'visibility'", LAB, f"start {LAB}")
    korean = shell.run("start", "visibility", "--lang", "ko")
    assert "가장 비슷한 이름" in korean.err


def test_start_and_check_need_the_cloud(shell: Shell) -> None:
    assert_error(shell.run("start", LAB), ExitCode.NOT_RUNNING, "not running", "", "callnotes up")
    assert not shell.copy.exists()


def test_check_needs_a_start(shell: Shell) -> None:
    for command in ("check", "watch"):
        outcome = shell.run(command, LAB)
        assert_error(outcome, ExitCode.FAILED, "not started", "no working copy", f"start {LAB}")
    outcome = shell.run("check")
    assert_error(outcome, ExitCode.FAILED, "Which lab?", "None is in progress", "labs list")


def test_solution_is_shown_after_passing_or_when_insisted(shell: Shell) -> None:
    assert_error(shell.run("solution", LAB), ExitCode.FAILED, "not shown yet", "", f"hint {LAB}")
    assert "+      VisibilityTimeout: 5" in shell.run("solution", LAB, "--now").out


def test_hints_in_both_languages(shell: Shell) -> None:
    assert shell.run("hint", LAB).out.startswith("1/3  Watch the clock.")
    assert shell.run("hint", "--lang", "ko").out.startswith("2/3  받은 메시지는")


def test_learner_starts_fails_solves_and_resets(served: Shell) -> None:
    started = served.run("start", "1")
    assert started.code == ExitCode.OK
    assert str(served.copy) in started.out
    failed = served.run("check")
    assert failed.code == ExitCode.FAILED
    assert "FAIL contacted_once" in failed.out
    assert "2 of 3 checks pass" in failed.out

    served.edit("template.yaml", "VisibilityTimeout: 1", "VisibilityTimeout: 4")
    passed = served.run("check", "--json", "--lang", "ko")
    assert passed.code == ExitCode.OK
    report = json.loads(passed.out)
    assert report["passed"] is True
    assert report["checks"][0]["seen"] == "콜백 하나에 고객에게 연락한 횟수: 1."
    assert json.loads(served.run("list", "--json").out)[0]["state"] == "passed"
    assert served.run("solution").code == ExitCode.OK

    assert served.run("reset").code == ExitCode.OK
    assert not served.copy.exists()


def test_faults_of_the_learner_are_named_and_the_last_good_stack_stays(served: Shell) -> None:
    served.run("start", LAB)
    template, code = served.copy / "template.yaml", served.copy / "worker" / "app.py"
    sound = {path: path.read_text() for path in (template, code)}

    served.edit("worker/app.py", "def handler(", "def handler((")
    outcome = served.run("check")
    assert_error(outcome, ExitCode.FAILED, "worker/app.py:", "def handler((", "correct line")
    code.write_text(sound[code])

    served.edit("template.yaml", "VisibilityTimeout: 1", "VisibilityTimeout: 99999")
    outcome = served.run("check")
    assert_error(outcome, ExitCode.FAILED, "(Resources/Queue)", "between 0 and 43200", "template")
    template.write_text(sound[template])

    served.edit("template.yaml", "AWS::SQS::Queue", "AWS::SQS::Que")
    outcome = served.run("check")
    assert_error(outcome, ExitCode.FAILED, "template.yaml:4", "AWS::SQS::Que", "correct line 4")
    template.write_text(sound[template])

    served.edit("template.yaml", "Code: worker", "Code: wroker")
    outcome = served.run("check", "--lang", "ko")
    assert_error(outcome, ExitCode.FAILED, "Worker/Properties/Code", "wroker 폴더가", "번째 줄")
    template.write_text(sound[template])

    served.edit("template.yaml", "  Worker: {Value: !Ref Worker}\n", "")
    assert_error(served.run("check"), ExitCode.FAILED, "no output Worker", "", "put Worker back")
    template.write_text(sound[template])
    assert "FAIL contacted_once" in served.run("check").out


def test_stack_that_could_not_be_created_is_made_anew(served: Shell, clients: Clients) -> None:
    served.run("start", LAB)
    LabStack.of(LAB, clients).delete()
    served.edit("template.yaml", "VisibilityTimeout: 1", "VisibilityTimeout: 99999")
    for _ in range(2):
        assert "between 0 and 43200" in served.run("check").err
    served.edit("template.yaml", "VisibilityTimeout: 99999", "VisibilityTimeout: 4")
    assert served.run("check").code == ExitCode.OK


def test_key_that_the_checks_do_not_know_is_named_by_dynamodb(served: Shell) -> None:
    served.run("start", LAB)
    for name in ("template.yaml", "worker/app.py"):
        served.edit(name, "callback_id", "id")
    outcome = served.run("check")
    why = "provided key element does not match the schema"
    assert_error(outcome, ExitCode.FAILED, "could not be made", why, "the message names")


def test_function_that_raises_is_quoted(served: Shell) -> None:
    served.run("start", LAB)
    served.edit("worker/app.py", 'os.environ["QUEUE_URL"]', 'os.environ["QEUEU_URL"]')
    outcome = served.run("check")
    assert outcome.code == ExitCode.FAILED
    assert "KeyError: 'QEUEU_URL'" in outcome.out


def test_watch_checks_on_every_save_until_all_pass(
    served: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.run("start", LAB)
    edits = iter([(" 1", " ["), (" [", " 4")])
    wait = WorkingCopy.wait_for_save

    def save_meanwhile(copy: WorkingCopy, before: dict[Path, int]) -> dict[Path, int]:
        old, new = (f"VisibilityTimeout:{value}" for value in next(edits))
        saving = threading.Timer(0.5, served.edit, ("template.yaml", old, new))
        saving.start()
        after = wait(copy, before)
        saving.join()
        return after

    monkeypatch.setattr(WorkingCopy, "wait_for_save", save_meanwhile)
    outcome = served.run("watch")
    assert outcome.code == ExitCode.OK
    assert outcome.out.count("waiting for a save") == 2
    assert "is not valid YAML" in outcome.out
    assert "3 of 3 checks pass" in outcome.out
