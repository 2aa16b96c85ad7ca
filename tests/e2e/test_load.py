"""Many requests at once: 200 on a cold API, then readers and writers together.

2,000 requests: `LOAD_REQUESTS=2000 .venv/bin/pytest tests/e2e/test_load.py`.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psutil
import pytest
import urllib3

from tests.stack.http import Api, note_input
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import audit_keys, read_projection

BURST = 200
REQUESTS = int(os.environ.get("LOAD_REQUESTS", "300"))
CLIENTS = 32
# Create, read, list, change, read again.
REQUESTS_PER_NOTE = 5
SERVED, THROTTLED = {200, 201}, 429
ENVIRONMENT_BYTES = 150 * 1024**2
SAMPLE_SECONDS = 0.2
ARRIVAL_SECONDS = 90.0


@dataclass
class Watch:
    """The execution environments below the emulator, looked at again and again."""

    emulator: psutil.Process
    environments: int = 0
    memory: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        thread = threading.Thread(target=self._run)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join()

    def _run(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            sizes = [*self._sizes()]
            self.environments = max(self.environments, len(sizes))
            self.memory = max(self.memory, sum(sizes))

    def _sizes(self) -> Iterator[int]:
        for environment in self.environments_now():
            with suppress(psutil.Error):
                yield environment.memory_info().rss

    def environments_now(self) -> Iterator[psutil.Process]:
        """The running ones; a killed one has no command line any more."""
        for child in self.emulator.children(recursive=True):
            with suppress(psutil.Error):
                if "awslambdaric" in child.cmdline():
                    yield child


@dataclass
class Ledger:
    """What was acknowledged to clients."""

    versions: dict[str, int] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def work_on_a_note(self, agent: Api, number: int) -> None:
        made = agent.post("/v1/notes", note_input(body=f"note {number}"))
        self.statuses[made.status] += 1
        if made.status != 201:
            return
        note_id = made.json["note_id"]
        self.versions[note_id] = 1
        path = f"/v1/notes/{note_id}"
        self._count(lambda: agent.get(path).status)
        self._count(lambda: agent.get("/v1/notes?limit=10").status)
        change = agent.put(path, note_input(body=f"changed {number}"), If_Match=made.etag)
        self._count(lambda: change.status)
        if change.status == 200:
            self.versions[note_id] = change.json["version"]
        self._count(lambda: agent.get(path).status)

    def _count(self, ask: Callable[[], int]) -> None:
        self.statuses[ask()] += 1


@pytest.fixture
def watch(stack: Stack) -> Iterator[Watch]:
    with Watch(psutil.Process(stack.cloud.emulator.pid)).watching() as watch:
        yield watch


def limit_of(stack: Stack) -> int:
    found = stack.cloud.emulator.status()["environments"]
    assert isinstance(found, dict)
    return int(found["limit"])


def make_cold(stack: Stack) -> None:
    """End all environments, as after a long time without requests."""
    watch = Watch(psutil.Process(stack.cloud.emulator.pid))
    for environment in watch.environments_now():
        environment.kill()
    eventually(lambda: not [*watch.environments_now()])


def send_at_once(stack: Stack, token: str | None, count: int) -> Counter[int]:
    """Each request on a connection of its own, all in the same moment."""
    ready = threading.Barrier(count)
    headers = {"Authorization": f"Bearer {token}"}

    def send(_: int) -> int:
        with urllib3.PoolManager(retries=False, timeout=60) as pool:
            ready.wait()
            answer = pool.request("GET", f"{stack.url}/v1/notes", headers=headers)
            assert answer.status in {200, THROTTLED}, answer.data
            return answer.status

    with ThreadPoolExecutor(count) as clients:
        return Counter(clients.map(send, range(count)))


def test_burst_on_a_cold_api_is_served_or_throttled(stack: Stack, agent: Api, watch: Watch) -> None:
    make_cold(stack)
    statuses = send_at_once(stack, agent.token, BURST)

    assert statuses[200] > 0
    assert watch.environments <= limit_of(stack)
    assert watch.memory <= limit_of(stack) * ENVIRONMENT_BYTES
    assert agent.get("/v1/notes").status == 200


def test_readers_and_writers_together_lose_nothing(
    stack: Stack, tenant: str, agent: Api, watch: Watch
) -> None:
    ledger = Ledger()
    with ThreadPoolExecutor(CLIENTS) as clients:
        notes = range(REQUESTS // REQUESTS_PER_NOTE)
        list(clients.map(lambda number: ledger.work_on_a_note(agent, number), notes))

    assert ledger.statuses.keys() <= {*SERVED, THROTTLED}
    assert watch.environments <= limit_of(stack)
    assert watch.memory <= limit_of(stack) * ENVIRONMENT_BYTES
    assert read_all_versions(agent) == ledger.versions
    events = {f"{note}.{v}" for note, last in ledger.versions.items() for v in range(1, last + 1)}
    assert eventually(lambda: audited(stack, tenant) == events, ARRIVAL_SECONDS)
    assert eventually(lambda: projected(stack, tenant, ledger) == ledger.versions, ARRIVAL_SECONDS)


def read_all_versions(agent: Api) -> dict[str, int]:
    found: dict[str, int] = {}
    following: str | None = ""
    while following is not None:
        page = read_page(agent, following)
        found |= {note["note_id"]: note["version"] for note in page["items"]}
        following = page["next"]
    return found


def read_page(agent: Api, following: str) -> dict[str, Any]:
    """Read a page when the tenant's share has room again."""

    def page() -> dict[str, Any] | None:
        answer = agent.get(f"/v1/notes?limit=100{following and f'&next={following}'}")
        return answer.json if answer.status == 200 else None

    return eventually(page)


def audited(stack: Stack, tenant: str) -> set[str]:
    keys = audit_keys(stack, tenant)
    assert len(keys) == len(set(keys))
    return {key.rpartition("/")[2].removesuffix(".json") for key in keys}


def projected(stack: Stack, tenant: str, ledger: Ledger) -> dict[str, int]:
    found = {note: read_projection(stack, tenant, note) for note in ledger.versions}
    return {note: item["version"] for note, item in found.items() if item}
