"""Repeat: write, kill, bring up, wait, balance."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.kill_loop.balance import Balance, make_balance
from benchmarks.kill_loop.kill import kill_everything
from benchmarks.kill_loop.ledger import Ledger
from benchmarks.kill_loop.preload import SECONDS_PER_NOTE, preload
from benchmarks.kill_loop.stores import Stores, read_stores
from benchmarks.kill_loop.writer import Writer
from callnotes_local.cloud.cloud import Cloud
from callnotes_local.cloud.login import sign_in
from callnotes_local.lifecycle.bring_up import Up
from callnotes_local.observe.demo import USER
from callnotes_local.system.process import wait_until

WRITERS = 3
FIRST_ANSWER_SECONDS = 10.0
SETTLE_SECONDS = 30.0
TOKEN_SECONDS = 1200.0
# Around the next checkpoint or two; every fourth time there is more to lose than the window.
SHORT_LOAD, LONG_LOAD = (1.0, 3.5), (5.5, 6.5)
LONG_EVERY = 4


@dataclass
class KillLoop:
    """One app that is killed repeatedly."""

    up: Up
    seed: int
    notes: int = 0
    ledger: Ledger = field(default_factory=Ledger)
    _token: str = ""
    _token_until: float = 0.0

    def run(self, kills: int) -> Iterator[Balance]:
        """Kill that many times; yield the balance after each kill."""
        moments = random.Random(self.seed)  # noqa: S311 (moments, not secrets)
        cloud = self.up.run()
        preload(cloud, self.notes)
        settle(cloud, self.notes * SECONDS_PER_NOTE)
        cloud.emulator.checkpoint()
        writers = [Writer(f"writer-{n}", self.up.port, self.ledger) for n in range(WRITERS)]
        for number in range(1, kills + 1):
            load = moments.uniform(*(SHORT_LOAD if number % LONG_EVERY else LONG_LOAD))
            killed_at, save_seconds = self._write_and_kill(cloud, writers, load)
            cloud = self.up.run()
            balance = make_balance(self.ledger.all(), settle(cloud), killed_at, save_seconds)
            self.ledger.strike([*balance.lost_old, *balance.lost_recent])
            yield balance

    def _write_and_kill(
        self, cloud: Cloud, writers: list[Writer], seconds: float
    ) -> tuple[float, float]:
        token = self._sign_in(cloud)
        for writer in writers:
            writer.start(token)
        # New execution environments must initialize first: the load begins with the first response.
        before = len(self.ledger.all())
        wait_until(lambda: len(self.ledger.all()) > before, FIRST_ANSWER_SECONDS)
        time.sleep(seconds)
        saved: Any = cloud.emulator.status()["checkpoint"]
        killed_at = time.monotonic()
        kill_everything(cloud, self.up.workspace)
        for writer in writers:
            writer.stop()
        return killed_at, saved["seconds"]

    def _sign_in(self, cloud: Cloud) -> str:
        if time.monotonic() > self._token_until:
            self._token = sign_in(cloud, USER)
            self._token_until = time.monotonic() + TOKEN_SECONDS
        return self._token


def settle(cloud: Cloud, longer: float = 0.0) -> Stores:
    """Wait until everything in flight has arrived; the stores then, or at the deadline."""
    seen: list[Stores] = []

    def is_settled() -> bool:
        seen[:] = [read_stores(cloud)]
        return not seen[0].torn()

    wait_until(is_settled, SETTLE_SECONDS + longer, 0.1 + longer / 100)
    return seen[0]
