"""All hops of one note, in the order of time."""

from collections.abc import Iterator

from callnotes_local.cloud import STACK_NAME, Cloud
from callnotes_local.deployed import read_stack
from callnotes_local.deployed.wiring import Publisher, Wiring
from callnotes_local.errors import CliError
from callnotes_local.exit_codes import ExitCode
from callnotes_local.flow.consumption import Consumption, read_consumer
from callnotes_local.flow.hop import Hop, HopStatus, to_text
from callnotes_local.flow.note import StoredNote, find_note
from callnotes_local.flow.publication import PublishedEvent, read_parked, read_published
from callnotes_local.flow.requests import read_requests
from callnotes_local.flow.results import read_audit, read_projection


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
    name = wiring.name(publisher.function)
    published = read_published(cloud, name, note.note_id)
    taken: dict[str, dict[str, Consumption]] = {}
    consumed: list[Hop] = []
    consumers = {wiring.name(consumer.function): consumer for consumer in wiring.consumers()}
    for name, consumer in consumers.items():
        taken[name], hops = read_consumer(cloud, name, consumer, note.note_id, published)
        consumed += hops
    topics = {consumer.topic.logical_id: consumer.topic for consumer in consumers.values()}
    for event in published.values():
        yield from event.hops(publisher, topics.values(), _first_sent(event, taken))
    parked = list(read_parked(cloud, publisher.parking, note.note_id))
    yield from parked or _unpublished(publisher, note, published)
    yield from consumed
    yield from read_projection(note, taken.get("index_note", {}))
    yield from read_audit(cloud, note.tenant, published, taken.get("record_audit", {}))


def _first_sent(event: PublishedEvent, taken: dict[str, dict[str, Consumption]]) -> int | None:
    sent = [done[event.event_id].sent_at for done in taken.values() if event.event_id in done]
    return min(sent, default=None)


def _unpublished(
    publisher: Publisher, note: StoredNote, published: dict[str, PublishedEvent]
) -> list[Hop]:
    if note.event_id in published or note.written_at is None:
        return []
    at = to_text(note.written_at)
    written = Hop(
        at, "dynamodb", publisher.table.logical_id, HopStatus.OK, f"wrote version {note.version}"
    )
    waiting = f"version {note.version} has not left the table's stream yet"
    return [written, Hop(at, "lambda", publisher.function.logical_id, HopStatus.PENDING, waiting)]
