from collections.abc import Iterator

import pytest

from tests.gateway import CLIENT, CONSOLE
from tests.log import Log, catch_log
from tests.traces import Trace, catch_trace


@pytest.fixture
def log() -> Iterator[Log]:
    with catch_log() as caught:
        yield caught


@pytest.fixture
def trace(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trace]:
    with catch_trace(monkeypatch) as caught:
        yield caught


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_ORIGIN", CONSOLE)
    monkeypatch.setenv("USER_POOL_CLIENT_ID", CLIENT)
    monkeypatch.setenv("TENANT_RATE", "50")
