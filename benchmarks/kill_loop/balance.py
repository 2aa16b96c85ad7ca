"""The balance after a kill: what was acknowledged, and what of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.kill_loop.ledger import Written
from benchmarks.kill_loop.stores import Stores

WINDOW_SECONDS = 5.0


@dataclass(frozen=True)
class Balance:
    """The balance of one kill; `lost_old` and `torn` must be empty."""

    acknowledged: int
    present: int
    lost_old: list[Written]
    lost_recent: list[Written]
    torn: list[str]
    save_seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing old was lost and nothing is torn."""
        return not self.lost_old and not self.torn


def make_balance(
    written: Sequence[Written], stores: Stores, killed_at: float, save_seconds: float = 0.0
) -> Balance:
    """Compare what was acknowledged to clients with what is stored."""
    lost = [one for one in written if _version(stores, one.note_id) < one.version]
    return Balance(
        acknowledged=len(written),
        present=len(written) - len(lost),
        lost_old=[one for one in lost if killed_at - one.at > WINDOW_SECONDS],
        lost_recent=[one for one in lost if killed_at - one.at <= WINDOW_SECONDS],
        torn=[*stores.torn(), *_changed(written, stores)],
        save_seconds=save_seconds,
    )


def _version(stores: Stores, note_id: str) -> int:
    return stores.notes.get(note_id, (0, ""))[0]


def _changed(written: Sequence[Written], stores: Stores) -> list[str]:
    return [
        f"{one.note_id}: version {one.version} has another text"
        for one in written
        if _version(stores, one.note_id) == one.version and stores.notes[one.note_id][1] != one.body
    ]
