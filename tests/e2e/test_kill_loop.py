"""The local cloud is killed while notes are written; what was acknowledged is stored consistently.

Seventeen more kills of the emulator alone: tests/local/emulator/test_durability.py.
"""

from __future__ import annotations

import pytest
from rich.console import Console

from benchmarks.kill_loop.balance import make_balance
from benchmarks.kill_loop.ledger import Written
from benchmarks.kill_loop.run import KillLoop
from benchmarks.kill_loop.stores import Stores
from benchmarks.scratch import scratch_up
from callnotes_local.command_line.progress import Progress

KILLS, NOTES = 3, 300
WHOLE = Stores({"a": (2, "text")}, {"a": 2}, {"a.1": 1, "a.2": 1}, given_up=0)


@pytest.mark.timeout(600)
def test_account_balances_after_every_kill() -> None:
    with scratch_up("kill-test", Progress(Console(quiet=True))) as up:
        balances = list(KillLoop(up, seed=7, notes=NOTES).run(KILLS))

    assert [(one.lost_old, one.torn) for one in balances] == [([], [])] * KILLS
    assert balances[-1].present > 0


def written(version: int, at: float = 0.0, body: str = "text") -> Written:
    return Written("a", version, body, at)


def test_what_fits_together_balances() -> None:
    balance = make_balance([written(1), written(2)], WHOLE, killed_at=10)

    assert (balance.acknowledged, balance.present, balance.holds) == (2, 2, True)


@pytest.mark.parametrize(("at", "holds"), [(4.0, False), (6.0, True)])
def test_only_the_last_seconds_may_be_lost(at: float, holds: bool) -> None:  # noqa: FBT001
    balance = make_balance([written(3, at)], WHOLE, killed_at=10)

    assert (balance.present, balance.holds) == (0, holds)


@pytest.mark.parametrize(
    "torn",
    [
        Stores({"a": (2, "text")}, {"a": 1}, {"a.1": 1, "a.2": 1}, given_up=0),
        Stores({"a": (2, "text")}, {"a": 2}, {"a.1": 1}, given_up=0),
        Stores({"a": (2, "text")}, {"a": 2}, {"a.1": 1, "a.2": 2}, given_up=0),
        Stores({"a": (2, "text")}, {"a": 2}, {"a.1": 1, "a.2": 1, "b.1": 1}, given_up=0),
        Stores({"a": (2, "text")}, {"a": 2, "b": 1}, {"a.1": 1, "a.2": 1}, given_up=0),
        Stores({"a": (2, "text")}, {"a": 2}, {"a.1": 1, "a.2": 1}, given_up=1),
    ],
    ids=["projection", "audit", "audit twice", "audit of nothing", "projection of nothing", "dead"],
)
def test_stores_that_contradict_each_other_are_torn(torn: Stores) -> None:
    assert not make_balance([], torn, killed_at=0).holds


def test_other_text_is_torn() -> None:
    assert not make_balance([written(2, body="another")], WHOLE, killed_at=10).holds
