from collections.abc import Iterator

import pytest

from tests.cloud import Cloud, make_cloud
from tests.faults.desk import Desk
from tests.faults.rules import Faults
from tests.faults.waiting import Waiting


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    with make_cloud() as made:
        yield made


@pytest.fixture(autouse=True)
def faults(cloud: Cloud) -> Iterator[Faults]:
    """Give the faults of one test; new clients, because the SDK saves up its retries."""
    cloud.restart()
    with cloud.faults.of_one_test() as faults:
        yield faults


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> Waiting:
    return Waiting.instead_of_sleeping(monkeypatch)


@pytest.fixture
def desk(cloud: Cloud) -> Desk:
    return Desk.of_new_tenant(cloud)
