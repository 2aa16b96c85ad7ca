"""What the commands print: text for people, JSON for programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

import typer

from callnotes_local.as_typed import as_typed
from callnotes_local.deployment_check.verdict import Row, count_verdicts
from callnotes_local.doctor.finding import Finding
from callnotes_local.lifecycle.status import Status
from callnotes_local.observe.hop import Hop, to_text
from callnotes_local.observe.logs import LogLine
from callnotes_local.observe.queues import QueueDepth

GAP = "  "


def show_status(found: Status, *, as_json: bool = False) -> None:
    """Addresses and demo credentials."""
    if as_json:
        # What cannot be saved is unhealthy; `doctor --json` has the reason.
        _echo_json({name: value for name, value in asdict(found).items() if name != "unsaved"})
        return
    typer.echo(f"healthy   {'yes' if found.healthy else 'no'}")
    if found.unsaved:
        typer.echo(f"unsaved   {found.unsaved}")
    typer.echo(f"console   {found.console_url or 'not served'}")
    typer.echo(f"api       {found.api_url or 'not served'}")
    typer.echo(f"endpoint  {found.endpoint_url or 'not running'}")
    typer.echo()
    _echo_table(
        ("user", "password", "group", "tenant"),
        [(user.username, user.password, user.group, user.tenant) for user in found.users],
    )
    typer.echo()
    typer.echo(f"next: {as_typed(_next_command(found))}")


def _next_command(found: Status) -> str:
    if found.unsaved:
        return "free space (saving goes on by itself), then: callnotes status"
    return "callnotes demo" if found.healthy else "callnotes up"


def show_flow(note_id: str, hops: Sequence[Hop], *, as_json: bool) -> None:
    """Each hop with its time, and the milliseconds since the first."""
    if as_json:
        _echo_json({"id": note_id, "hops": [asdict(hop) for hop in hops]})
        return
    typer.echo(f"note {note_id}")
    _echo_table(
        ("at", "+ms", "service", "name", "status", "detail"),
        [
            (hop.at, str(since), hop.service, hop.name, hop.status, hop.detail)
            for since, hop in _offsets(hops)
        ],
    )


def show_queues(found: Sequence[QueueDepth], *, as_json: bool) -> None:
    """The depth of each queue."""
    if as_json:
        _echo_json([asdict(queue) for queue in found])
        return
    _echo_table(
        ("queue", "waiting", "in flight", "dead letters"),
        [(q.name, str(q.waiting), str(q.in_flight), _say(q.dead_letters)) for q in found],
    )


def show_findings(found: Sequence[Finding], *, as_json: bool) -> None:
    """What is well, and what is not with its remedy."""
    if as_json:
        _echo_json([asdict(finding) for finding in found])
        return
    for finding in found:
        mark = typer.style("ok " if finding.is_well else "BAD", fg=_colour(finding))
        typer.echo(f"{mark}{GAP}{finding.name:<12}{finding.detail}")
        if finding.remedy:
            typer.echo(f"     next: {as_typed(finding.remedy)}")


def show_deployment(rows: Sequence[Row], *, as_json: bool) -> None:
    """Each property of the deployed template with its verdict."""
    if as_json:
        _echo_json([asdict(row) | {"property": row.property} for row in rows])
        return
    _echo_table(
        ("resource", "property", "verdict", "detail"),
        [(row.logical_id, row.property, row.verdict, row.detail) for row in rows],
    )
    typer.echo()
    typer.echo(count_verdicts(rows))


def show_line(line: LogLine) -> None:
    """One line of a function's log."""
    typer.echo(f"{to_text(line.at)} {line.function} {line.text}")


def _colour(finding: Finding) -> str:
    return "green" if finding.is_well else "red"


def _say(number: int | None) -> str:
    return "-" if number is None else str(number)


def _echo_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _echo_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    # Never cut to the width of a terminal: ids are there to be copied.
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        typer.echo(GAP.join(cells).rstrip())


def _offsets(hops: Sequence[Hop]) -> Iterator[tuple[int, Hop]]:
    for hop in hops:
        since = datetime.fromisoformat(hop.at) - datetime.fromisoformat(hops[0].at)
        yield round(since.total_seconds() * 1000), hop
