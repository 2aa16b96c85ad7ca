"""`callnotes flow`: where a note's events went, read from logs, table, queues and audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.s3_audit import audit_key
from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed.stack import Resource
from callnotes_local.deployed.wiring import Consumer, Publisher, Wiring
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe.hop import Hop, HopStatus, make_hop
from callnotes_local.observe.logs import read_lines
from callnotes_local.observe.queues import peek_messages, read_wiring
from callnotes_local.observe.stored_note import StoredNote, find_note, read_projected_version


@dataclass(frozen=True)
class LoggedEvent:
    """One event in a log line: its fields there, and when the line was written (epoch ms)."""

    at: int
    fields: dict[str, Any]


# By event id.
type Logged = dict[str, LoggedEvent]


def read_flow(cloud: Cloud, note_id: str, wiring: Wiring | None = None) -> list[Hop]:
    """The hops of a note in the order of time; CliError when there is no such note."""
    note = find_note(cloud, note_id)
    if note is None:
        raise CliError(
            f"There is no note or customer {note_id!r}.",
            "No contact center has it, or it was deleted long ago.",
            "callnotes demo",
            ExitCode.UNKNOWN_ID,
        )
    wiring = wiring or read_wiring(cloud)
    hops = list(_read_requests(cloud, wiring, note_id))
    for publisher in wiring.publishers():
        hops += _read_events(cloud, wiring, publisher, note)
    return sorted(hops, key=lambda hop: hop.at)


def read_logged(cloud: Cloud, function: str, message: str, note_id: str) -> Logged:
    """The note's events in a function's lines of this message; of repeated ones the first."""
    found: Logged = {}
    for line in read_lines(cloud, function, containing=note_id):
        if line.fields.get("message") == message:
            for fields in line.fields["events"]:
                if fields["event_id"].startswith(f"{note_id}."):
                    found.setdefault(fields["event_id"], LoggedEvent(line.at, fields))
    return found


def published_hops(
    publisher: Publisher, topics: list[Resource], event: LoggedEvent, first_sent: int | None
) -> Iterator[Hop]:
    """The write, the stream and the topic.

    The publisher's line comes at the end of its batch: what a queue got before that had passed
    the topic then.
    """
    fields, table = event.fields, publisher.table.logical_id
    at, version = min(event.at, first_sent or event.at), fields["version"]
    written = datetime.fromisoformat(fields["written_at"])
    yield make_hop(written, "dynamodb", table, f"wrote version {version}")
    yield make_hop(at, "dynamodb", table, f"stream delivered version {version}")
    yield make_hop(at, "lambda", publisher.function.logical_id, f"published {fields['type']}")
    for topic in topics:
        detail = f"event {fields['event_id']}, message {fields['message_id']}"
        yield make_hop(at, "sns", topic.logical_id, detail)


def parked_hops(cloud: Cloud, publisher: Publisher, note_id: str) -> Iterator[Hop]:
    """Stream records of the note that the publisher could not read."""
    parking = publisher.parking
    if parking is None:
        return
    for message in peek_messages(cloud, parking):
        if message.body.get("keys", {}).get("pk", "").endswith(f"#{note_id}"):
            detail = f"{message.body.get('reason')}, message {message.message_id}"
            yield make_hop(message.sent_at, "sqs", parking.logical_id, detail, HopStatus.PARKED)


def consumer_hops(
    cloud: Cloud, name: str, consumer: Consumer, published: Logged, consumed: Logged
) -> Iterator[Hop]:
    """Queue and function of each event consumed; where each other one is."""
    queue = consumer.queue.logical_id
    for event in consumed.values():
        detail = f"message {event.fields['message_id']}"
        yield make_hop(event.fields["sent_at"], "sqs", queue, detail)
        yield make_hop(event.at, "lambda", consumer.function.logical_id, event.fields["outcome"])
    missing = [
        event_id
        for event_id, event in published.items()
        if event_id not in consumed and consumer.takes(event.fields["type"])
    ]
    dead = consumer.dead_letters
    messages = peek_messages(cloud, dead) if dead and missing else ()
    dead_letters = {message.body.get("id"): message for message in messages}
    for event_id in missing:
        message = dead_letters.get(event_id)
        if message and dead:
            detail = f"{name} failed on {event_id}, message {message.message_id}"
            yield make_hop(message.sent_at, "sqs", dead.logical_id, detail, HopStatus.PARKED)
        else:
            detail = f"{name} has not consumed {event_id} yet"
            yield make_hop(published[event_id].at, "sqs", queue, detail, HopStatus.PENDING)


def _read_requests(cloud: Cloud, wiring: Wiring, note_id: str) -> Iterator[Hop]:
    """Gateway and function of each request that changed the note."""
    for name, function in wiring.functions.items():
        for line in read_lines(cloud, name, containing=note_id):
            fields = line.fields
            if fields.get("message") == "request" and fields["method"] != "GET":
                code = fields["status"]
                status = HopStatus.FAILED if code >= 500 else HopStatus.OK
                request = f"{fields['method']} {fields['path']} {code}"
                detail = f"{request}, request {fields['request_id']}"
                arrived = fields.get("gateway_at") or line.at
                yield make_hop(arrived, "apigateway", "Api", detail, status)
                yield make_hop(line.at, "lambda", function.logical_id, f"returned {code}", status)


def _read_events(
    cloud: Cloud, wiring: Wiring, publisher: Publisher, note: StoredNote
) -> Iterator[Hop]:
    consumers = {wiring.name(consumer.function): consumer for consumer in wiring.consumers()}
    published = read_logged(cloud, wiring.name(publisher.function), "published", note.note_id)
    consumed = {name: read_logged(cloud, name, "consumed", note.note_id) for name in consumers}
    topics = {consumer.topic.logical_id: consumer.topic for consumer in consumers.values()}
    for event_id, event in published.items():
        received = [logged[event_id] for logged in consumed.values() if event_id in logged]
        first_sent = min((event.fields["sent_at"] for event in received), default=None)
        yield from published_hops(publisher, list(topics.values()), event, first_sent)
    parked = list(parked_hops(cloud, publisher, note.note_id))
    yield from parked or _unpublished(publisher, note, published)
    for name, consumer in consumers.items():
        yield from consumer_hops(cloud, name, consumer, published, consumed[name])
    yield from _read_projection(cloud, note, consumed.get("index_note", {}))
    yield from _read_audit(cloud, note, published, consumed.get("record_audit", {}))


def _unpublished(publisher: Publisher, note: StoredNote, published: Logged) -> Iterator[Hop]:
    at, version = note.written_at, note.version
    if at and f"{note.note_id}.{version}" not in published:
        table, function = publisher.table.logical_id, publisher.function.logical_id
        waiting = f"version {version} has not left the table's stream yet"
        yield make_hop(at, "dynamodb", table, f"wrote version {version}")
        yield make_hop(at, "lambda", function, waiting, HopStatus.PENDING)


def _read_projection(cloud: Cloud, note: StoredNote, indexed: Logged) -> Iterator[Hop]:
    """The projection; its time is that of the consumer that wrote last."""
    if indexed:
        version = read_projected_version(cloud, note)
        status = HopStatus.OK if version >= note.version else HopStatus.PENDING
        at = max(event.at for event in indexed.values())
        yield make_hop(at, "dynamodb", "Table", f"projection of version {version}", status)


def _read_audit(
    cloud: Cloud, note: StoredNote, published: Logged, recorded: Logged
) -> Iterator[Hop]:
    """The audit object of each event recorded, at the time of the consumer's line."""
    for event_id, event in recorded.items():
        if event_id in published:
            written = datetime.fromisoformat(published[event_id].fields["written_at"])
            key, status = audit_key(note.tenant, written, event_id), HopStatus.OK
            try:
                cloud.clients.s3.head_object(Bucket=cloud.output("AuditBucketName"), Key=key)
            except ClientError:
                status = HopStatus.FAILED
            yield make_hop(event.at, "s3", "AuditBucket", key, status)
