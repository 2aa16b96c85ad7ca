from collections.abc import Iterator

import pytest

from tests.cloud import Cloud, make_cloud
from tests.log import Log, catch_log


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    with make_cloud() as made:
        yield made


@pytest.fixture
def log() -> Iterator[Log]:
    with catch_log() as caught:
        yield caught
