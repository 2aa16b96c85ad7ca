from collections.abc import Iterator

import pytest

from tests.adapters.clock import Clock
from tests.cloud import Cloud, make_cloud
from tests.faults.rules import Faults
from tests.faults.waiting import Waiting


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    with make_cloud() as made:
        yield made


@pytest.fixture(autouse=True)
def faults(cloud: Cloud) -> Iterator[Faults]:
    with cloud.faults.of_one_test() as faults:
        yield faults


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> Waiting:
    return Waiting.instead_of_sleeping(monkeypatch)


@pytest.fixture(params=["fake", "adapter"])
def side(request: pytest.FixtureRequest) -> str:
    """Run each test of a contract on the fake and on the adapter."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def clock() -> Clock:
    return Clock()
