"""`callnotes flow`: what changed a note as one tree, and what of it waits or has failed."""

import time
from collections.abc import Iterator

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed.wiring import Consumer, Publisher, Wiring
from callnotes_local.emulator.tracing.traces import walk
from callnotes_local.observe.queues import peek_messages, read_wiring
from callnotes_local.observe.trace import Document, Node, build_tree, find_segments

PENDING, PARKED = "pending", "parked"


def read_flow(cloud: Cloud, note_id: str, wiring: Wiring | None = None) -> list[Node]:
    """The traces of a note or customer but for reads, then what waits."""
    wiring, client = wiring or read_wiring(cloud), cloud.clients.make_client("xray")
    found = find_segments(client, note_id, 0, time.time() + 1)
    requests = [(s["trace_id"], s.get("http", {}).get("request", {})) for s in found]
    reads = {trace_id for trace_id, request in requests if request.get("method") == "GET"}
    segments = [segment for segment in found if segment["trace_id"] not in reads]
    return [*build_tree(segments), *find_waiting(cloud, wiring, segments, note_id)]


def find_waiting(
    cloud: Cloud, wiring: Wiring, segments: list[Document], note_id: str
) -> Iterator[Node]:
    """Versions that were not published, records that cannot be, events that were not consumed."""
    for publisher in wiring.publishers():
        published = find_handled(segments, wiring.name(publisher.function), note_id)
        for entity in walk(segments):
            version = f"{note_id}.{entity.get('annotations', {}).get('version')}"
            if not version.endswith(".None") and version not in published:
                at, details = entity["end_time"], {"event_id": version}
                yield Node(publisher.function.logical_id, at, status=PENDING, details=details)
        yield from find_parked(cloud, publisher, note_id)
        for consumer in wiring.consumers():
            consumed = find_handled(segments, wiring.name(consumer.function), note_id)
            missing = {i: e for i, e in published.items() if i not in consumed}
            yield from find_unconsumed(cloud, consumer, missing)


def find_handled(segments: list[Document], function: str, note_id: str) -> dict[str, Document]:
    """What a function (verb_noun) has traced of the note's events without failing, by event id."""
    return {
        given["event_id"]: entity
        for entity in walk(segments)
        if (given := entity.get("annotations", {})).get("route") == function
        and given.get("event_id", "").startswith(f"{note_id}.")
        and not entity.get("fault")
    }


def find_parked(cloud: Cloud, publisher: Publisher, note_id: str) -> Iterator[Node]:
    """Stream records of the note that the publisher could not read."""
    if parking := publisher.parking:
        for message in peek_messages(cloud, parking):
            if message.body.get("keys", {}).get("pk", "").endswith(f"#{note_id}"):
                found = {"reason": message.body.get("reason"), "message_id": message.message_id}
                yield Node(parking.logical_id, message.sent_at / 1000, status=PARKED, details=found)


def find_unconsumed(
    cloud: Cloud, consumer: Consumer, missing: dict[str, Document]
) -> Iterator[Node]:
    """Where each event is that the consumer should have and has not: its queue, or the other."""
    wanted = {event_id: e for event_id, e in missing.items() if consumer.takes(e["name"])}
    dead = consumer.dead_letters
    failed = {m.body.get("id"): m for m in peek_messages(cloud, dead)} if dead and wanted else {}
    for event_id, entity in wanted.items():
        node = Node(consumer.queue.logical_id, entity["end_time"], status=PENDING)
        if dead and (message := failed.get(event_id)):
            node = Node(dead.logical_id, message.sent_at / 1000, status=PARKED)
            node.details = {"message_id": message.message_id}
        node.details |= {"event_id": event_id}
        yield node
