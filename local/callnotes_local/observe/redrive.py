"""`callnotes redrive`: messages of a dead-letter queue go back to the queue they came from.

On AWS this is StartMessageMoveTask, which the local cloud does not have:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed.stack import Resource
from callnotes_local.deployed.wiring import QUEUE, Wiring
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe.queues import count_messages, read_wiring, receive

HOLD_SECONDS = 30


@dataclass(frozen=True)
class Redrive:
    """How many messages were moved, are left, or are held by another reader."""

    queue: str
    source: str
    moved: int
    left: int
    held: int
    fifo: bool


def redrive(cloud: Cloud, name: str, count: int | None, *, dry_run: bool) -> Redrive:
    """Move at most `count` messages; CliError when this is no dead-letter queue of a queue."""
    source, dead = find_source(read_wiring(cloud), name)
    waiting, held = count_messages(cloud, dead)
    # What fails again while this goes on comes back: only as many as are there now.
    moved = min(waiting, count or waiting)
    if not dry_run:
        moved = move_messages(cloud.clients.sqs, dead.physical_id, source.physical_id, moved)
    fifo = dead.physical_id.endswith(".fifo")
    return Redrive(name, source.logical_id, moved, waiting - moved, held, fifo)


def find_source(wiring: Wiring, name: str) -> tuple[Resource, Resource]:
    """A dead-letter queue and the queue before it, by the logical id of the dead-letter queue."""
    pairs = {dead.logical_id: (queue, dead) for queue, dead in wiring.queues() if dead}
    if name in pairs:
        return pairs[name]
    known = [queue.logical_id for queue in wiring.stack.of_type(QUEUE)]
    if name not in known:
        near = get_close_matches(name, known, cutoff=0.5) or known
        why = f"Queues with such a name are {', '.join(near)}."
        raise CliError(f"There is no queue {name!r}.", why, "callnotes queues", ExitCode.UNKNOWN_ID)
    own = [dead for dead, (queue, _) in pairs.items() if queue.logical_id == name]
    why = f"{'Its own is' if own else 'Those of the stack are'} {', '.join(own or pairs)}."
    what, then = f"{name} is not the dead-letter queue of a queue.", "callnotes queues"
    raise CliError(what, why, f"callnotes redrive {own[0]}" if own else then, ExitCode.USAGE)


def move_messages(sqs: Any, dead: str, source: str, limit: int) -> int:
    """Send each message, then delete it: one that is sent twice is harmless by its event id."""
    moved = 0
    while moved < limit and (messages := receive(sqs, dead, limit - moved, HOLD_SECONDS)):
        for message in messages:
            sqs.send_message(QueueUrl=source, **copy_message(message))
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


def copy_message(message: Any) -> dict[str, Any]:
    """What SendMessage takes for the same message: body, attributes, trace, group."""
    system = message["Attributes"]
    copy = {"MessageBody": message["Body"]}
    if own := message.get("MessageAttributes"):
        copy["MessageAttributes"] = own
    if trace := system.get("AWSTraceHeader"):
        header = {"StringValue": trace, "DataType": "String"}
        copy["MessageSystemAttributes"] = {"AWSTraceHeader": header}
    if group := system.get("MessageGroupId"):
        # The first deduplication id may still be known: the copy would be dropped.
        copy |= {"MessageGroupId": group, "MessageDeduplicationId": message["MessageId"]}
    return copy
