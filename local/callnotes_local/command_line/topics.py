"""`callnotes topics`: what the exam asks for, and where this project exercises it."""

from typing import Annotated

import typer

from callnotes_local.command_line.views import echo_json, echo_table
from callnotes_local.errors import CliError, ExitCode


def topics(
    topic: Annotated[str | None, typer.Argument(help="One topic by its id, in full.")] = None,
    domain: Annotated[int | None, typer.Option(min=1, max=4, help="Of the exam.")] = None,
    service: Annotated[str | None, typer.Option(help="Such as dynamodb.")] = None,
    missing: Annotated[bool, typer.Option("--missing", help="Only without evidence.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """List the topics of the exam with their evidence: code, tests, pages, labs, questions."""
    from curriculum.labs import labs_by_topic
    from curriculum.topics import read_curriculum
    from curriculum.trace import Filter, count_states, cover, read_trace
    from quiz.questions import questions_by_topic, read_questions

    wanted = Filter(domain, service, missing)
    questions = questions_by_topic(read_questions())
    every = cover(read_curriculum(), read_trace(), labs_by_topic(), questions)
    rows = [row for row in every if wanted.accepts(row) and topic in {None, row.topic.id}]
    if topic and not rows:
        why = "The curriculum has no topic of this id, or the options leave it out."
        raise CliError(
            f"There is no topic {topic!r}.", why, "callnotes topics", ExitCode.UNKNOWN_ID
        )
    if as_json:
        echo_json([row.to_json() for row in rows])
        return
    if topic:
        typer.echo("\n".join(rows[0].to_lines()))
        return
    cells = [(row.topic.id, row.topic.exam, row.state, row.summary) for row in rows]
    echo_table(("topic", "task", "state", "evidence"), cells)
    typer.echo(f"\n{len(rows)} topics: {count_states(rows) or 'none'}")
