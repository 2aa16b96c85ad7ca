"""Reordered, duplicated and replayed messages and crashes leave the data as it should be.

A pipeline with a planted bug must be found: a simulation that finds none proves nothing.
"""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from callnotes.domain.events import AnyEvent
from callnotes.domain.index import IndexEntry
from callnotes.domain.publication import StreamRecord
from tests.fakes.audit import InMemoryAudit
from tests.fakes.index import InMemoryIndex
from tests.simulation.machine import DeliveryMachine
from tests.simulation.world import World


class IndexWithoutCondition(InMemoryIndex):
    """Puts whatever comes last."""

    def put_entry(self, entry: IndexEntry) -> bool:
        self.entries[entry.tenant, entry.note_id] = entry
        return True


class IndexThatKeepsTheDeleted(InMemoryIndex):
    """Takes deletions for nothing to do."""

    def put_entry(self, entry: IndexEntry) -> bool:
        return entry.text is not None and super().put_entry(entry)


class AuditWithoutCondition(InMemoryAudit):
    """Writes each time."""

    def record_event(self, event: AnyEvent) -> bool:
        self.events[event.id] = event
        return True


class WorldThatForgets(World):
    """Skips records of the stream while the topic is unavailable."""

    def publish(self, count: int, accepts: int) -> None:
        before = self.position
        super().publish(count, accepts)
        self.position = min(before + count, len(self.shard))


class WorldThatStops(World):
    """Lets a poison record block its shard."""

    def publish(self, count: int, accepts: int) -> None:
        batch: list[StreamRecord] = self.shard[self.position : self.position + count]
        if all(record.event for record in batch):
            super().publish(count, accepts)


class WorldThatAcknowledgesFirst(World):
    """Takes the message out of its queue, and only then meets an outage of the audit."""

    def audit_message(self, place: int, *, acknowledged: bool) -> None:
        if acknowledged and len(self.to_audit) > 2:
            self.to_audit.pop(place)
            return
        super().audit_message(place, acknowledged=acknowledged)


BUGS = {
    "an index without the version's condition": lambda: World(index=IndexWithoutCondition()),
    "an index that keeps the deleted": lambda: World(index=IndexThatKeepsTheDeleted()),
    "an audit without a condition": lambda: World(audit=AuditWithoutCondition()),
    "a publisher that forgets failures": WorldThatForgets,
    "a publisher that poison stops": WorldThatStops,
    "a consumer that acknowledges first": WorldThatAcknowledgesFirst,
}


def test_every_event_arrives_once_in_order_and_with_correct_content() -> None:
    run_state_machine_as_test(DeliveryMachine, settings=settings(stateful_step_count=40))


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(bug: str) -> None:
    class Buggy(DeliveryMachine):
        make_world = staticmethod(BUGS[bug])

    first_find = settings(phases=[Phase.generate], stateful_step_count=40, max_examples=500)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Buggy, settings=first_find)
