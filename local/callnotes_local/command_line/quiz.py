"""`callnotes quiz`: questions in the style of the exam; what you know comes less often."""

import os
from enum import StrEnum
from typing import Annotated

import typer

from callnotes_local.as_typed import same_command, show_file
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.views import echo_json
from callnotes_local.errors import CliError, ExitCode

workspace = find_workspace()


class Lang(StrEnum):
    """The language of questions and explanations."""

    en = "en"
    ko = "ko"


def quiz(  # noqa: PLR0913, PLR0917 - each is an option
    domain: Annotated[int | None, typer.Option(min=1, max=4, help="Of the exam.")] = None,
    skill: Annotated[str | None, typer.Option(help="Such as 1.3, or 1.3.6.")] = None,
    service: Annotated[str | None, typer.Option(help="Such as dynamodb.")] = None,
    count: Annotated[int, typer.Option(min=1, help="How many questions.")] = 10,
    exam: Annotated[bool, typer.Option("--exam", help="65 questions in 130 minutes.")] = False,
    lang: Annotated[Lang | None, typer.Option(help="Default: the shell's.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed, the same order.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print questions, ask none.")] = False,
) -> None:
    """Ask questions of the exam; answers may come from a pipe, one on each line."""
    from quiz.phrases import language_of
    from quiz.play import Options, Quiz
    from quiz.progress import DamagedProgress
    from quiz.terminal import Terminal

    path = workspace.state / "quiz.json"
    language = lang.value if lang else language_of(os.environ)
    try:
        found = Quiz(Options(domain, skill, service, count, exam, language, seed), path)
    except DamagedProgress as error:
        remedy = f"{show_file(path)}, remove it, then {same_command()}"
        raise CliError("Your progress cannot be read.", str(error), remedy) from None
    if not found.questions:
        why = "The options leave no question over."
        raise CliError("There is nothing to ask.", why, "callnotes quiz", ExitCode.USAGE)
    if as_json:
        echo_json(found.to_json())
        return
    terminal = Terminal()
    if not terminal.has_answers:
        why = "Standard input is no terminal, and it is empty: write a, b, c or d on each line."
        raise CliError("Nobody can answer.", why, "callnotes quiz", ExitCode.USAGE)
    found.play(terminal.show, terminal.read)
