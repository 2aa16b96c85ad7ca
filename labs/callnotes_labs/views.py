"""What the commands of the labs print."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from callnotes_labs.checks import Finding
from callnotes_labs.session import Session
from callnotes_labs.texts import Language, Text
from callnotes_local.as_typed import as_typed
from callnotes_local.command_line.views import echo_json, echo_table

BAR_CELLS = 20
LABELS = {
    "seen": Text("seen", "관찰"),
    "expected": Text("expected", "기대"),
    "next": Text("next", "다음"),
    "AWS": Text("AWS", "AWS"),
}
STATES = {
    "passed": Text("passed", "통과"),
    "started": Text("started", "진행 중"),
    "new": Text("new", "새로움"),
}
LABEL_WIDTH = 10


def show_labs(sessions: Sequence[Session], language: Language, *, as_json: bool) -> None:
    """All labs with a bar of those that are passed."""
    states = [_find_state(session) for session in sessions]
    if as_json:
        echo_json([_describe(session, _find_state(session)) for session in sessions])
        return
    rows = [
        (str(s.lab.order), s.lab.id, STATES[state].say(language), ", ".join(s.lab.exam),
         s.lab.title.say(language))
        for s, state in zip(sessions, states, strict=True)
    ]  # fmt: skip
    echo_table(("#", "lab", "state", "exam", "title"), rows)
    passed = states.count("passed")
    filled = BAR_CELLS * passed // len(states)
    typer.echo(f"\n[{'#' * filled}{'.' * (BAR_CELLS - filled)}] {passed}/{len(states)}")
    todo = [s.lab.id for s, state in zip(sessions, states, strict=True) if state != "passed"]
    if todo:
        _show_next(f"callnotes labs start {todo[0]}", language)


def show_start(session: Session, language: Language) -> None:
    """Where the learner works, and what to read."""
    lab = session.lab
    typer.echo(f"{lab.order}. {lab.title.say(language)}")
    typer.echo(Text("read  ", "읽기  ").say(language) + f"{_shorten(lab.find_page(language))}")
    typer.echo(Text("edit  ", "편집  ").say(language) + f"{_shorten(session.copy.folder)}")
    _show_next("callnotes labs check", language)


def show_finding(finding: Finding, language: Language) -> None:
    """One check: a passed one in two lines, a failed one with all that helps."""
    mark, colour = ("ok  ", "green") if finding.passed else ("FAIL", "red")
    typer.echo(f"{typer.style(mark, fg=colour)} {finding.id}")
    lines = {"seen": finding.seen.say(language), "expected": finding.expected.say(language)}
    if not finding.passed:
        lines |= {"next": as_typed(finding.next_move.say(language))}
    for label, text in (lines | {"AWS": finding.page}).items():
        name = LABELS[label].say(language)
        # A Korean letter takes two columns.
        padding = LABEL_WIDTH - len(name) - sum(not letter.isascii() for letter in name)
        # What S3 says has several lines.
        typer.echo(f"     {name}{' ' * padding}{' '.join(text.split())}")


def show_result(findings: Sequence[Finding], seconds: float, language: Language) -> None:
    """How many checks pass, and what to do next."""
    passed = sum(finding.passed for finding in findings)
    text = Text("{} of {} checks pass ({:.1f} s)", "검사 {}개 통과, 전체 {}개 ({:.1f}초)")
    typer.echo(text.say(language).format(passed, len(findings), seconds))
    done = passed == len(findings)
    _show_next("callnotes labs solution" if done else "callnotes labs hint", language)


def show_json(session: Session, findings: Sequence[Finding], language: Language) -> None:
    """The findings for a program."""
    rows = [{name: _say(value, language) for name, value in vars(f).items()} for f in findings]
    echo_json({"lab": session.lab.id, "passed": all(f.passed for f in findings), "checks": rows})


def _say(value: object, language: Language) -> object:
    return value.say(language) if isinstance(value, Text) else value


def _describe(session: Session, state: str) -> dict[str, object]:
    lab = session.lab
    return {
        "id": lab.id, "order": lab.order, "state": state, "title": asdict(lab.title),
        "exam": lab.exam, "topics": lab.topics,
        "folder": str(session.copy.folder) if session.copy.exists else None,
    }  # fmt: skip


def _find_state(session: Session) -> str:
    if session.progress.read(session.lab.id).passed:
        return "passed"
    return "started" if session.copy.exists else "new"


def _show_next(command: str, language: Language) -> None:
    typer.echo(f"\n{LABELS['next'].say(language)}: {as_typed(command)}")


def _shorten(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
