"""All hops of one note, in the order of time."""

from collections.abc import Iterator

from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.deployed import read_stack
from callnotes_local.deployed.wiring import Consumer, Publisher, Wiring
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe.flow.consumption import consumed_hops, missing_hops
from callnotes_local.observe.flow.facts import Fact, Facts, read_facts
from callnotes_local.observe.flow.hop import Hop, HopStatus, to_text
from callnotes_local.observe.flow.note import StoredNote, find_note
from callnotes_local.observe.flow.publication import parked_hops, published_hops
from callnotes_local.observe.flow.requests import read_requests
from callnotes_local.observe.flow.results import read_audit, read_projection


def read_flow(cloud: Cloud, note_id: str, wiring: Wiring | None = None) -> list[Hop]:
    """Where the note's events went; CliError when nobody knows the note."""
    note = find_note(cloud, note_id)
    if note is None:
        raise CliError(
            f"There is no note {note_id!r}.",
            "No contact center has it, or it was deleted long ago.",
            "callnotes demo",
            ExitCode.UNKNOWN_ID,
        )
    wiring = wiring or read_wiring(cloud)
    hops = list(read_requests(cloud, wiring, note_id))
    for publisher in wiring.publishers():
        hops += _read_events(cloud, wiring, publisher, note)
    return sorted(hops, key=lambda hop: hop.at)


def read_wiring(cloud: Cloud) -> Wiring:
    """How the deployed stack is connected."""
    return Wiring(read_stack(STACK_NAME, cloud.clients))


def _read_events(
    cloud: Cloud, wiring: Wiring, publisher: Publisher, note: StoredNote
) -> Iterator[Hop]:
    published = read_facts(cloud, wiring.name(publisher.function), "published", note.note_id)
    consumers = {wiring.name(consumer.function): consumer for consumer in wiring.consumers()}
    consumed = {name: read_facts(cloud, name, "consumed", note.note_id) for name in consumers}
    topics = {consumer.topic.logical_id: consumer.topic for consumer in consumers.values()}
    for event_id, event in published.items():
        taken = [facts[event_id] for facts in consumed.values() if event_id in facts]
        yield from published_hops(publisher, topics.values(), event, _first_sent(taken))
    parked = list(parked_hops(cloud, publisher.parking, note.note_id))
    yield from parked or _unpublished(publisher, note, published)
    for name, consumer in consumers.items():
        yield from read_consumer(cloud, name, consumer, published, consumed[name])
    yield from read_projection(note, consumed.get("index_note", {}))
    yield from read_audit(cloud, note.tenant, published, consumed.get("record_audit", {}))


def _first_sent(taken: list[Fact]) -> int | None:
    return min((event.fields["sent_at"] for event in taken), default=None)


def read_consumer(
    cloud: Cloud, name: str, consumer: Consumer, published: Facts, consumed: Facts
) -> Iterator[Hop]:
    """The hops of all events at one consumer."""
    for event in consumed.values():
        yield from consumed_hops(consumer, event)
    missing = {
        event_id: event
        for event_id, event in published.items()
        if event_id not in consumed and consumer.takes(event.fields["type"])
    }
    yield from missing_hops(cloud, name, consumer, missing)


def _unpublished(publisher: Publisher, note: StoredNote, published: Facts) -> list[Hop]:
    if note.event_id in published or note.written_at is None:
        return []
    at = to_text(note.written_at)
    written = Hop(
        at, "dynamodb", publisher.table.logical_id, HopStatus.OK, f"wrote version {note.version}"
    )
    waiting = f"version {note.version} has not left the table's stream yet"
    return [written, Hop(at, "lambda", publisher.function.logical_id, HopStatus.PENDING, waiting)]
