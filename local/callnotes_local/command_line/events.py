"""`callnotes events`: replay what the archive of the bus has."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from callnotes_local.cloud.archive import replay_events
from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.views import show_queues
from callnotes_local.observe.queues import read_queues
from callnotes_local.system.process import wait_until

app = typer.Typer(no_args_is_help=True)
workspace = find_workspace()

FORMATS = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]


@app.callback()
def events() -> None:
    """Replay events from the archive of the bus."""


@app.command()
def replay(
    since: Annotated[datetime, typer.Option(formats=FORMATS, help="The first time, UTC.")],
    until: Annotated[
        datetime | None, typer.Option(formats=FORMATS, help="The last time, UTC; default: now.")
    ] = None,
) -> None:
    """Send archived events to their consumers once more, and wait until they are consumed."""
    cloud = attach_cloud(workspace)
    start, end = since.replace(tzinfo=UTC), until and until.replace(tzinfo=UTC)
    try:
        done = replay_events(cloud.clients, cloud.output("EventBusName"), start, end)
        wait_until(lambda: not any(q.waiting + q.in_flight for q in read_queues(cloud)), 60, 0.5)
    finally:
        cloud.emulator.checkpoint()
    first, last = (f"{done[name]:%FT%TZ}" for name in ("EventStartTime", "EventEndTime"))
    typer.echo(f"{done['ReplayName']}: {done['State']}, the events from {first} to {last}")
    typer.echo(f"The archive has {done['EventCount']} events of all times.\n")
    show_queues(read_queues(cloud))
