"""`callnotes logs` and `callnotes metrics`: what the stack wrote and counted."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.views import echo_json, echo_table
from callnotes_local.observe.logs import LogLine, follow_logs, read_logs, to_text
from callnotes_local.observe.metrics import Metric, read_metrics

workspace = find_workspace()

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
COLOURS = {"ERROR": "red", "CRITICAL": "red", "WARNING": "yellow", "ALARM": "red", "OK": "green"}
BARS, NO_DATA = "▁▂▃▄▅▆▇█", "·"
METRIC = ("namespace", "metric", "newest", "unit", "alarms")


def parse_seconds(text: str) -> int:
    """Seconds of a duration such as 90s, 10m, 2h or 1d."""
    found = re.fullmatch(r"([1-9]\d{0,5})([smhd])", text)
    if not found:
        raise typer.BadParameter(f"{text!r} is no duration such as 90s, 10m, 2h or 1d.")
    return int(found[1]) * UNITS[found[2]]


Since = Annotated[
    int | None, typer.Option(parser=parse_seconds, metavar="10m", help="How far back.")
]


def logs(
    function: Annotated[
        str | None, typer.Argument(help="A function, such as create_note; none for all.")
    ] = None,
    request_id: Annotated[
        str | None, typer.Option("--request", help="Only lines with this ID.")
    ] = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest lines.")] = 50,
    follow: Annotated[bool, typer.Option("--follow", help="Until Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on each line.")] = False,
) -> None:
    """Print the logs of the functions in the order of time."""
    cloud, start = attach_cloud(workspace), int(max(time.time() - (since or time.time()), 0) * 1000)
    lines: Iterator[LogLine] = iter(read_logs(cloud, function, request_id, limit, start))
    if follow:
        lines = follow_logs(cloud, function, request_id)
    for line in lines:
        typer.echo(format_json(line) if as_json else format_line(line))


def format_line(line: LogLine) -> str:
    """Time, function and text; coloured by level, which `typer.echo` drops where no terminal is."""
    colour = COLOURS.get(str(line.fields.get("level")))
    name = typer.style(line.function, fg="cyan")
    return f"{to_text(line.at)} {name} {typer.style(line.text, fg=colour)}"


def format_json(line: LogLine) -> str:
    """`{at, function, line}`; `line` is an object when the function wrote one."""
    value = {"at": to_text(line.at), "function": line.function, "line": line.fields or line.text}
    return json.dumps(value, ensure_ascii=False)


def metrics(
    name: Annotated[str | None, typer.Argument(help="Such as EventsParked; none: all.")] = None,
    since: Since = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Show the newest value of each metric; of one, a chart by dimensions, and its alarms."""
    found = read_metrics(attach_cloud(workspace), name, since or UNITS["h"])
    if as_json:
        echo_json([asdict(metric) for metric in found])
    elif name:
        typer.echo("\n".join(line for metric in found for line in draw_metric(metric)))
    else:
        echo_table(METRIC, [to_row(metric) for metric in found])


def to_row(metric: Metric) -> tuple[str, ...]:
    """The highest of the newest values, and the states of the alarms."""
    newest = [(each.newest, each.unit) for each in metric.series if each.newest is not None]
    value, unit = max(newest, default=(None, "-"))
    states = ", ".join(sorted(set(metric.alarms.values())))
    return metric.namespace, metric.name, format_value(value), unit, states or "-"


def draw_metric(metric: Metric) -> Iterator[str]:
    """A chart for each set of dimensions, and the state of each alarm."""
    yield f"{metric.namespace} {metric.name}, {metric.period} s for each column"
    for series in metric.series:
        own = " ".join(f"{name}={value}" for name, value in series.dimensions.items())
        yield f"{draw(series.values)} {format_value(series.newest)} {series.unit}  {own}"
    yield from [] if metric.series else ["nothing was counted"]
    for name, state in metric.alarms.items():
        yield f"{typer.style(state, fg=COLOURS.get(state))}  {name}"


def draw(values: list[float | None]) -> str:
    """A bar for each value, as high as its share of the highest."""
    highest, top = max((value for value in values if value), default=1), len(BARS) - 1
    return "".join(NO_DATA if v is None else BARS[round(v / highest * top)] for v in values)


def format_value(value: float | None) -> str:
    """Short, and `-` for none."""
    return "-" if value is None else f"{value:.6g}"
