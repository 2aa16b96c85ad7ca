"""Simulates the delivery step by step, and checks: nothing lost, doubled, out of order or wrong."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from callnotes.domain.index import IndexEntry, entry_of
from callnotes.domain.note import Note, Tombstone
from tests.simulation.world import World

PLACES = st.integers(0, 1_000)
FEW = st.integers(0, 4)


class DeliveryMachine(RuleBasedStateMachine):
    """One world under Hypothesis; `make_world` is replaced to plant a bug."""

    make_world: Callable[[], World] = World

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make_world()
        self.seen: dict[str, int] = {}

    # What people do.

    @rule()
    def create(self) -> None:
        self.world.create()

    @precondition(lambda self: self.live())
    @rule(place=PLACES)
    def update(self, place: int) -> None:
        self.world.update(pick(self.live(), place))

    @precondition(lambda self: self.live())
    @rule(place=PLACES)
    def delete(self, place: int) -> None:
        self.world.delete(pick(self.live(), place))

    # What the line does, well or badly.

    @precondition(lambda self: self.world.position < len(self.world.shard))
    @rule(count=st.integers(1, 5), accepts=FEW)
    def publish(self, count: int, accepts: int) -> None:
        self.world.publish(count, accepts)

    @rule(position=FEW)
    def replay(self, position: int) -> None:
        self.world.replay(position)

    @rule()
    def poison(self) -> None:
        self.world.poison()

    @precondition(lambda self: self.world.to_index)
    @rule(place=PLACES, acknowledged=st.booleans())
    def index(self, place: int, *, acknowledged: bool) -> None:
        self.world.index_message(place % len(self.world.to_index), acknowledged=acknowledged)

    @precondition(lambda self: self.world.to_audit)
    @rule(place=PLACES, acknowledged=st.booleans())
    def audit(self, place: int, *, acknowledged: bool) -> None:
        self.world.audit_message(place % len(self.world.to_audit), acknowledged=acknowledged)

    @precondition(lambda self: self.world.to_index)
    @rule(place=PLACES)
    def read_slowly(self, place: int) -> None:
        self.world.read_slowly(place % len(self.world.to_index))

    @precondition(lambda self: self.world.slow)
    @rule(place=PLACES)
    def write_slowly(self, place: int) -> None:
        self.world.write_slowly(place % len(self.world.slow))

    # Invocations take seconds and tombstones live for days, so none spans an expiry.
    @precondition(lambda self: self.tombstones() and not self.world.slow)
    @rule(place=PLACES)
    def expire(self, place: int) -> None:
        self.world.expire(pick(self.tombstones(), place))

    # What must hold.

    @invariant()
    def no_projection_goes_back(self) -> None:
        for entry in self.world.index.entries.values():
            assert entry.version >= self.seen.get(entry.note_id, 0), "order"
            self.seen[entry.note_id] = entry.version

    @invariant()
    def no_event_is_audited_twice(self) -> None:
        doubled = [event_id for event_id, n in self.world.counted.writes.items() if n > 1]
        assert doubled == [], "doubled"

    @invariant()
    def the_audit_holds_facts_only(self) -> None:
        assert self.world.audit.events.items() <= self.world.facts.items(), "correct"

    def teardown(self) -> None:
        """Let everything arrive: then nothing is lost, and the projection equals the table."""
        self.world.drain()
        self.no_projection_goes_back()
        self.no_event_is_audited_twice()
        assert self.world.audit.events == self.world.facts, "lost"
        assert {entry.note_id: entry for entry in self.readable()} == self.expected(), "correct"

    def live(self) -> list[Note]:
        return [state for state in self.world.states.values() if isinstance(state, Note)]

    def tombstones(self) -> list[Tombstone]:
        return [
            state
            for state in self.world.states.values()
            if isinstance(state, Tombstone) and state.note_id not in self.world.vanished
        ]

    def readable(self) -> list[IndexEntry]:
        return [entry for entry in self.world.index.entries.values() if entry.text is not None]

    def expected(self) -> dict[str, IndexEntry]:
        return {note.note_id: entry_of(note) for note in self.live()}


def pick[T](things: list[T], place: int) -> T:
    return things[place % len(things)]
