"""Publish what the table's stream says as events; park what cannot be published."""

from collections.abc import Sequence

from callnotes.domain.publication import Outcome, ParkedRecord, StreamRecord
from callnotes.ports import EventPublisher, ParkingLot


def publish_events(
    records: Sequence[StreamRecord], *, publisher: EventPublisher, parking: ParkingLot
) -> Outcome:
    """Publish every readable record and park the others, so that none blocks the shard.

    Raises Unavailable when topic or parking lot is away: then the batch comes again, and ids
    that stay the same make that harmless.
    """
    results = publisher.publish_events([record.event for record in records if record.event])
    refusals = {result.event.id: result.refusal for result in results if result.refusal}
    parked = [
        ParkedRecord(record.record_id, record.keys, reason)
        for record in records
        if (reason := _reason_to_park(record, refusals))
    ]
    for record in parked:
        parking.park_record(record)
    return Outcome([result for result in results if result.message_id], parked)


def _reason_to_park(record: StreamRecord, refusals: dict[str, str]) -> str | None:
    return refusals.get(record.event.id) if record.event else record.problem
