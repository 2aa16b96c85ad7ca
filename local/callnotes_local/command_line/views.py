"""What the commands print: text for people, JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import typer

from callnotes_local.as_typed import as_typed
from callnotes_local.deployment_check.check import Row, count_verdicts
from callnotes_local.doctor.machine import Finding
from callnotes_local.lifecycle.status import Status
from callnotes_local.observe.escalation_demo import Ended
from callnotes_local.observe.queues import QueueDepth

GAP = "  "
USER_FIELDS = ("username", "password", "group", "tenant")


def show_status(found: Status, *, as_json: bool = False) -> None:
    """Addresses and demo credentials."""
    users = [{name: getattr(user, name) for name in USER_FIELDS} for user in found.users]
    if as_json:
        # What cannot be saved is unhealthy; `doctor --json` has the reason.
        value = asdict(found) | {"users": users}
        del value["unsaved"]
        echo_json(value)
        return
    typer.echo(f"healthy   {'yes' if found.healthy else 'no'}")
    if found.unsaved:
        typer.echo(f"unsaved   {found.unsaved}")
    typer.echo(f"console   {found.console_url or 'not served'}")
    typer.echo(f"api       {found.api_url or 'not served'}")
    typer.echo(f"endpoint  {found.endpoint_url or 'not running'}\n")
    echo_table(USER_FIELDS, [list(user.values()) for user in users])
    next_command = "callnotes demo" if found.healthy else "callnotes up"
    if found.unsaved:
        next_command = "free space (saving goes on by itself), then: callnotes status"
    typer.echo(f"\nnext: {as_typed(next_command)}")


def show_queues(found: Sequence[QueueDepth]) -> None:
    """Depth and oldest message of each queue."""
    rows = [
        ["-" if value is None else str(value) for value in asdict(queue).values()]
        for queue in found
    ]
    echo_table(("queue", "waiting", "in flight", "dead-letter queue", "oldest s"), rows)


def show_findings(found: Sequence[Finding], *, as_json: bool) -> None:
    """What is well, and what is not with its remedy."""
    if as_json:
        echo_json([asdict(finding) for finding in found])
        return
    for finding in found:
        mark, colour = ("ok ", "green") if finding.is_well else ("BAD", "red")
        typer.echo(f"{typer.style(mark, fg=colour)}{GAP}{finding.name:<12}{finding.detail}")
        if finding.remedy:
            typer.echo(f"     next: {as_typed(finding.remedy)}")


def show_deployment(rows: Sequence[Row], *, as_json: bool) -> None:
    """Each property of the deployed template with its verdict."""
    if as_json:
        echo_json([asdict(row) | {"property": row.property} for row in rows])
        return
    echo_table(
        ("resource", "property", "verdict", "detail"),
        [(row.logical_id, row.property, row.verdict, row.detail) for row in rows],
    )
    typer.echo(f"\n{count_verdicts(rows)}")


def show_escalation_demo(ended: Ended) -> None:
    """One escalation of the demo: its end, its opinions, the states it took, what was refused."""
    found, way = ended.escalation, ended.way
    opinions = ", ".join(f"{o['source']}: {o['error'] or o['text']}" for o in found["opinions"])
    typer.echo(f"{ended.name}: {found['state']}  ({found['escalation_id']})\n  {opinions}")
    typer.echo(f"  {' > '.join(way.entered)}" + (f" ({way.error})" if way.error else ""))
    if ended.refused:
        typer.echo(f"  refused: {ended.refused}")


def echo_json(value: object) -> None:
    """Print JSON and nothing else."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what is in them."""
    # Never cut to the width of a terminal: ids are there to be copied.
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        typer.echo(GAP.join(cells).rstrip())
