"""`callnotes queues` and `callnotes redrive`: messages that wait, and messages that failed."""

from dataclasses import asdict
from typing import Annotated

import typer

from callnotes_local.as_typed import as_typed, same_command
from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.interruption import saying_what_stays
from callnotes_local.command_line.views import echo_json, echo_table, show_queues
from callnotes_local.observe.queues import read_failed, read_queues, read_wiring
from callnotes_local.observe.redrive import HOLD_SECONDS, Redrive
from callnotes_local.observe.redrive import redrive as move_back

workspace = find_workspace()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only.")]
STAYS = f"What was moved is moved; the others are in the queue again within {HOLD_SECONDS} s."
ORDER = "FIFO: they come after what is in the queue, and after what was consumed since they failed."
FIELDS = ("queue", "message", "event", "error", "receives", "sent")


def queues(as_json: AsJson = False) -> None:
    """Show depth and oldest message of each queue, and why messages are in dead-letter queues."""
    wiring = read_wiring(cloud := attach_cloud(workspace))
    found, failed = read_queues(cloud, wiring), read_failed(cloud, wiring)
    if as_json:
        echo_json({"queues": [asdict(queue) for queue in found], "failed": failed})
        return
    show_queues(found)
    if failed:
        typer.echo("\nNothing reads these messages (the first of each queue):")
        rows = [["-" if v is None else str(v) for v in item.values()] for item in failed]
        echo_table(FIELDS, rows)
    # Those that are rows themselves are no queue's dead-letter queue.
    own = {item["queue"]: None for item in failed if item["queue"] not in {q.name for q in found}}
    for name in own:
        typer.echo(f"\nnext: repair the cause, then {as_typed(f'callnotes redrive {name}')}")


def redrive(
    queue: Annotated[str, typer.Argument(help="Such as IndexNoteDeadLetterQueue.")],
    count: Annotated[int | None, typer.Option(min=1, help="How many at most.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show how many.")] = False,
    as_json: AsJson = False,
) -> None:
    """Move messages of a dead-letter queue back to the queue that they came from."""
    cloud = attach_cloud(workspace)
    try:
        with saying_what_stays(STAYS, same_command()):
            done = move_back(cloud, queue, count, dry_run=dry_run)
    finally:
        cloud.emulator.checkpoint()
    if as_json:
        echo_json(asdict(done) | {"dry_run": dry_run})
    else:
        typer.echo("\n".join(tell_redrive(done, dry_run=dry_run)))


def tell_redrive(done: Redrive, *, dry_run: bool) -> list[str]:
    """How many were moved, what else there is to know, what next."""
    held = [f"Another reader holds {done.held}: run the command again later."] * bool(done.held)
    if not done.moved + done.left:
        return [f"{done.queue} is empty: there is nothing to move.", *held]
    moved = f"{'Would move' if dry_run else 'Moved'} {done.moved} of {done.moved + done.left}"
    then = f"callnotes redrive {done.queue}" if dry_run else "callnotes queues"
    where = f"{moved} from {done.queue} to {done.source}."
    return [where, *held, *[ORDER] * done.fifo, f"next: {as_typed(then)}"]
