"""`callnotes labs`: exercises that check themselves, on the local cloud or in an account."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from callnotes_labs.errors import LabError
from callnotes_labs.texts import Language, Text, choose_language, same
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.errors import ExitCode

if TYPE_CHECKING:
    from callnotes_labs.target import Target

app = typer.Typer(help="Learn: exercises that check themselves.", no_args_is_help=True)
workspace = find_workspace()

Name = Annotated[
    str | None, typer.Argument(metavar="[LAB]", help="Its id or number; none for the last one.")
]
Lang = Annotated[Language | None, typer.Option("--lang", help="Default: the shell's.")]
Where = Annotated[Literal["local", "aws"], typer.Option("--target", help="aws: your account.")]
Region = Annotated[str | None, typer.Option("--region", help="Of your account; default: yours.")]
Account = Annotated[str | None, typer.Option("--account", help="Refuse any other account.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing; needs --account.")]
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
def start(
    lab: Annotated[str, typer.Argument(help="Its id or number.")],
    target: Where = "local",
    region: Region = None,
    account: Account = None,
    yes: Yes = False,
    lang: Lang = None,
) -> None:
    """Copy a lab's unsolved template and code, and deploy them; what you have is kept."""
    from callnotes_labs import views
    from callnotes_labs.session import open_session
    from callnotes_labs.target import Target

    with speaking(lang) as language:
        session, place = open_session(workspace, lab), Target(target, region, account, yes)
        clients = place.open(workspace, session.lab, language)
        session.start(clients)
        views.show_start(session, language)
        place.keep(clients)


@app.command()
def check(  # noqa: PLR0913, PLR0917 (typer: one parameter for each option)
    lab: Name = None,
    as_json: AsJson = False,
    target: Where = "local",
    region: Region = None,
    account: Account = None,
    yes: Yes = False,
    lang: Lang = None,
) -> None:
    """Deploy what you have changed and check it. Exit code 0 when every check passes."""
    from callnotes_labs.target import Target

    with speaking(lang) as language:
        place = Target(target, region, account, yes)
        if not _check(lab, language, place, as_json=as_json):
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
def reset(
    lab: Name = None,
    target: Where = "local",
    region: Region = None,
    account: Account = None,
    yes: Yes = False,
    lang: Lang = None,
) -> None:
    """Delete a lab's stack and your copy of it."""
    from callnotes_labs.session import open_session
    from callnotes_labs.target import Target

    with speaking(lang) as language:
        session, place = open_session(workspace, lab), Target(target, region, account, yes)
        clients = place.open(workspace, session.lab, language)
        session.reset(clients)
        place.keep(clients)
        done = Text("{} is as new.", "{} 실습을 처음 상태로 되돌렸습니다.").say(language)
        typer.echo(done.format(session.lab.id))


def _check(lab: str | None, language: Language, place: "Target", *, as_json: bool) -> bool:
    from callnotes_labs import views
    from callnotes_labs.session import open_session

    session, findings = open_session(workspace, lab), []
    session.require_start()
    clients, started = place.open(workspace, session.lab, language), time.monotonic()
    for finding in session.check(clients):
        findings.append(finding)
        if not as_json:
            views.show_finding(finding, language)
    if as_json:
        views.show_json(session, findings, language)
    else:
        views.show_result(findings, time.monotonic() - started, language)
    return all(finding.passed for finding in findings)


def _try_check(lab: str | None, language: Language) -> bool:
    from callnotes_labs.target import Target

    # What is saved in the middle of a change is no reason to stop watching.
    try:
        return _check(lab, language, Target(), as_json=False)
    except LabError as error:
        typer.echo(str(error.to_cli_error(language)))
        return False
