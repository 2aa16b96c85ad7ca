"""`callnotes labs`: exercises on the local cloud that check themselves."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from callnotes_labs.errors import LabError
from callnotes_labs.texts import Language, Text, choose_language, same
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.errors import ExitCode

app = typer.Typer(help="Learn: exercises that check themselves.", no_args_is_help=True)
workspace = find_workspace()

Name = Annotated[
    str | None, typer.Argument(metavar="[LAB]", help="Its id or number; none for the last one.")
]
Lang = Annotated[Language | None, typer.Option("--lang", help="Default: the shell's.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only.")]


@contextmanager
def speaking(lang: Language | None) -> Iterator[Language]:
    """The language of a command, its errors included."""
    language = choose_language(lang, os.environ)
    try:
        yield language
    except LabError as error:
        raise error.to_cli_error(language) from error


@app.command(name="list")
def show_list(as_json: AsJson = False, lang: Lang = None) -> None:
    """List all labs, and how far you are."""
    from callnotes_labs import views
    from callnotes_labs.catalogue import list_labs
    from callnotes_labs.session import open_session

    with speaking(lang) as language:
        sessions = [open_session(workspace, lab.id) for lab in list_labs()]
        views.show_labs(sessions, language, as_json=as_json)


@app.command()
def start(lab: Annotated[str, typer.Argument(help="Its id or number.")], lang: Lang = None) -> None:
    """Copy a lab's unsolved template and code, and deploy them; what you have is kept."""
    from callnotes_labs import views
    from callnotes_labs.session import open_session
    from callnotes_local.cloud.cloud import attach_cloud

    with speaking(lang) as language:
        session = open_session(workspace, lab)
        cloud = attach_cloud(workspace)
        session.start(cloud.clients)
        views.show_start(session, language)
        cloud.emulator.checkpoint()


@app.command()
def check(lab: Name = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """Deploy what you have changed and check it. Exit code 0 when every check passes."""
    with speaking(lang) as language:
        if not _check(lab, language, as_json=as_json):
            raise typer.Exit(ExitCode.FAILED)


@app.command()
def watch(lab: Name = None, lang: Lang = None) -> None:
    """Check again on every save, until every check passes."""
    from callnotes_labs.session import open_session

    with speaking(lang) as language:
        copy = open_session(workspace, lab).require_start()
        before = copy.take_snapshot()
        while not _try_check(lab, language):
            typer.echo(Text("waiting for a save ...", "저장을 기다립니다 ...").say(language))
            before = copy.wait_for_save(before)


@app.command()
def hint(
    lab: Name = None,
    level: Annotated[int | None, typer.Option(min=1, max=3, help="Default: the next.")] = None,
    lang: Lang = None,
) -> None:
    """Show the next hint; there are three."""
    from callnotes_labs.session import open_session

    with speaking(lang) as language:
        session = open_session(workspace, lab)
        number, text = session.next_hint(level)
        typer.echo(f"{number}/{len(session.lab.hints)}  {text.say(language)}")


@app.command()
def solution(
    lab: Name = None,
    now: Annotated[bool, typer.Option("--now", help="Also before you have passed.")] = False,
    lang: Lang = None,
) -> None:
    """Show the difference between the start and a solution, once you have passed."""
    from callnotes_labs.session import open_session

    with speaking(lang):
        session = open_session(workspace, lab)
        if not now and not session.progress.read(session.lab.id).passed:
            what = Text("The solution is not shown yet.", "풀이는 아직 볼 수 없습니다.")
            why = Text("Its checks have not passed.", "아직 검사를 통과하지 않았습니다.")
            next_move = f"callnotes labs hint {session.lab.id}"
            raise LabError(what, why, same(f"{next_move} (or: solution {session.lab.id} --now)"))
        typer.echo(session.read_solution(), nl=False)


@app.command()
def reset(lab: Name = None, lang: Lang = None) -> None:
    """Delete a lab's stack and your copy of it."""
    from callnotes_labs.session import open_session
    from callnotes_local.cloud.cloud import attach_cloud

    with speaking(lang) as language:
        session = open_session(workspace, lab)
        cloud = attach_cloud(workspace)
        session.reset(cloud.clients)
        cloud.emulator.checkpoint()
        done = Text("{} is as new.", "{} 실습을 처음 상태로 되돌렸습니다.").say(language)
        typer.echo(done.format(session.lab.id))


def _check(lab: str | None, language: Language, *, as_json: bool) -> bool:
    from callnotes_labs import views
    from callnotes_labs.session import open_session
    from callnotes_local.cloud.cloud import attach_cloud

    session, started, findings = open_session(workspace, lab), time.monotonic(), []
    session.require_start()
    for finding in session.check(attach_cloud(workspace).clients):
        findings.append(finding)
        if not as_json:
            views.show_finding(finding, language)
    if as_json:
        views.show_json(session, findings, language)
    else:
        views.show_result(findings, time.monotonic() - started, language)
    return all(finding.passed for finding in findings)


def _try_check(lab: str | None, language: Language) -> bool:
    # What is saved in the middle of a change is no reason to stop watching.
    try:
        return _check(lab, language, as_json=False)
    except LabError as error:
        typer.echo(str(error.to_cli_error(language)))
        return False
