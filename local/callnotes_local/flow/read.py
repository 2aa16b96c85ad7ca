"""All hops of one note, in the order of time."""

from callnotes.api.events import NOTE_CONSUMERS
from callnotes_local.cloud import Cloud
from callnotes_local.errors import CliError
from callnotes_local.exit_codes import ExitCode
from callnotes_local.flow.consumption import Consumption, read_consumer
from callnotes_local.flow.hop import Hop, HopStatus, to_text
from callnotes_local.flow.note import StoredNote, find_note
from callnotes_local.flow.publication import (
    PUBLISHER_NAME,
    PublishedEvent,
    read_parked,
    read_published,
)
from callnotes_local.flow.requests import read_requests
from callnotes_local.flow.results import read_audit, read_projection


def read_flow(cloud: Cloud, note_id: str) -> list[Hop]:
    """Where the note's events went; CliError when nobody knows the note."""
    note = find_note(cloud, note_id)
    if note is None:
        raise CliError(
            f"There is no note {note_id!r}.",
            "No contact center has it, or it was deleted long ago.",
            "callnotes demo",
            ExitCode.UNKNOWN_ID,
        )
    published = read_published(cloud, note_id)
    taken: dict[str, dict[str, Consumption]] = {}
    consumed: list[Hop] = []
    for consumer in NOTE_CONSUMERS:
        taken[consumer], shown = read_consumer(cloud, consumer, note_id, published)
        consumed += shown
    parked = list(read_parked(cloud, note_id))
    hops = [*read_requests(cloud, note_id), *parked]
    hops += [hop for event in published.values() for hop in event.hops(_first_sent(event, taken))]
    hops += [] if parked else _unpublished(note, published)
    hops += consumed
    hops += read_projection(note, taken["index_note"])
    hops += read_audit(cloud, note.tenant, published, taken["record_audit"])
    return sorted(hops, key=lambda hop: hop.at)


def _first_sent(event: PublishedEvent, taken: dict[str, dict[str, Consumption]]) -> int | None:
    sent = [done[event.event_id].sent_at for done in taken.values() if event.event_id in done]
    return min(sent, default=None)


def _unpublished(note: StoredNote, published: dict[str, PublishedEvent]) -> list[Hop]:
    if note.event_id in published or note.written_at is None:
        return []
    at = to_text(note.written_at)
    written = Hop(at, "dynamodb", "Table", HopStatus.OK, f"wrote version {note.version}")
    waiting = f"version {note.version} has not left the table's stream yet"
    return [written, Hop(at, "lambda", PUBLISHER_NAME, HopStatus.PENDING, waiting)]
