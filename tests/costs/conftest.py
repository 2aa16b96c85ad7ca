"""The transformed template and a cloud of moto, once."""

from collections.abc import Iterator

import pytest

from costs.usage import Reckoner
from costs.wiring import Wiring
from tests.cloud import Cloud, make_cloud


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    with make_cloud() as made:
        yield made


@pytest.fixture(scope="package")
def wiring() -> Wiring:
    return Wiring.of_template()


@pytest.fixture(scope="package")
def reckoner(wiring: Wiring) -> Reckoner:
    return Reckoner(wiring)
