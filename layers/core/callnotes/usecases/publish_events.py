"""Publish what the table's stream says as events; park what cannot be published."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from callnotes.domain.errors import Unavailable
from callnotes.domain.publication import (
    Interruption,
    Outcome,
    ParkedRecord,
    Published,
    StreamRecord,
)
from callnotes.domain.times import SecondsLeft
from callnotes.ports.events import EventPublisher, ParkingLot


def publish_events(
    records: Sequence[StreamRecord],
    *,
    publisher: EventPublisher,
    parking: ParkingLot,
    seconds_left: SecondsLeft,
) -> Outcome:
    """Publish every readable record in order and park the others, so that none blocks the shard.

    Stops at the first record that topic, bus or parking lot cannot take for now, or for which there
    is no time. From that record on the batch must come again: event ids that stay the same make it
    harmless that some have been published already.
    """
    events = [record.event for record in records if record.event]
    results = publisher.publish_events(events, seconds_left)
    outcome = Outcome()
    for record in records:
        try:
            _settle(record, results, outcome, parking, seconds_left)
        except Unavailable as error:
            return replace(outcome, interruption=Interruption(record.sequence_number, str(error)))
    return outcome


def _settle(
    record: StreamRecord,
    results: Iterator[Published],
    outcome: Outcome,
    parking: ParkingLot,
    seconds_left: SecondsLeft,
) -> None:
    result = next(results) if record.event else None
    if result and not result.refusal:
        outcome.published.append(result)
        return
    reason = result.refusal if result else record.problem
    parked = ParkedRecord(record.record_id, record.keys, reason)
    parking.park_record(parked, seconds_left)
    outcome.parked.append(parked)
