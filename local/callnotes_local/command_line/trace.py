"""`callnotes trace` and `callnotes flow`: traces as trees, diagrams and lists."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.views import echo_json, echo_table
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe.flow import read_flow
from callnotes_local.observe.trace import Node, build_tree, find_segments, search_traces

DAY = 24 * 3600
workspace = find_workspace()
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only.")]


def trace(
    key: Annotated[
        str, typer.Argument(help="A request, note, customer, escalation, event or trace.")
    ] = "",
    where: Annotated[str, typer.Option(help="List traces by a filter expression.")] = "",
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print a Mermaid diagram.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw one tree over all that an ID caused in a day; without one, list traces."""
    client, now = attach_cloud(workspace).clients.make_client("xray"), time.time() + 1
    if key:
        roots = build_tree(find_segments(client, key, now - DAY, now))
        return show_tree(key, roots, as_json=as_json, mermaid=mermaid)
    found = search_traces(client, where or "duration >= 0", now - DAY, now)
    rows = [(s["Id"], f"{s['StartTime']:%FT%TZ}", f"{s['Duration'] * 1000:.0f}") for s in found]
    return echo_json([row[0] for row in rows]) if as_json else echo_table(("id", "at", "ms"), rows)


def flow(
    note_id: Annotated[str, typer.Argument(help="A note's or customer's ID.")],
    as_json: AsJson = False,
) -> None:
    """Show where a note's events went. Exit code 4 when there is no such note."""
    show_tree(note_id, read_flow(attach_cloud(workspace), note_id), as_json=as_json)


def show_tree(key: str, roots: list[Node], *, as_json: bool, mermaid: bool = False) -> None:
    """Print a tree as a table with milliseconds since its first node, as a diagram or in JSON."""
    if not roots:
        why = "The ID is unknown, or its requests were not sampled, or are too old to be kept."
        raise CliError(f"There is no trace of {key!r}.", why, "callnotes demo", ExitCode.UNKNOWN_ID)
    if as_json:
        echo_json({"id": key, "roots": [asdict(root) for root in roots]})
    elif mermaid:
        typer.echo("\n".join(("flowchart LR", *draw_edges(roots))))
    else:
        echo_table(("+ms", "ms", "status", "what", "details"), list(list_rows(roots, roots[0].at)))


def list_rows(roots: list[Node], first: float) -> Iterator[Sequence[str]]:
    """Return a line for each node; ~ marks what is another trace."""
    for above, _, node in walk_nodes(roots):
        name = f"{'  ' * above.count('n')}{f'~ {node.link}: ' if node.link else ''}{node.name}"
        details = ", ".join(f"{key} {value}" for key, value in node.details.items())
        times = f"{(node.at - first) * 1000:.0f}", f"{node.milliseconds:.0f}"
        yield *times, node.status, name, details


def draw_edges(roots: list[Node]) -> Iterator[str]:
    """Return the lines of a Mermaid flowchart; links between traces are dotted."""
    for above, own, node in walk_nodes(roots):
        yield f'  {own}["{node.name}<br/>{node.milliseconds:.0f} ms {node.status}"]'
        if above:
            yield f"  {above} {f'-. {node.link} .->' if node.link else '-->'} {own}"


def walk_nodes(nodes: list[Node], above: str = "") -> Iterator[tuple[str, str, Node]]:
    """Return each node after the ids of what is above it and of itself, such as n0 and n0n2."""
    for number, node in enumerate(nodes):
        yield above, (own := f"{above}n{number}"), node
        yield from walk_nodes(node.children, own)
