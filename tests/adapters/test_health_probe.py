"""The contract of `ports.HealthProbe`."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_health import DynamoDBHealth
from callnotes.ports.service import HealthProbe
from tests.cloud import Cloud
from tests.fakes.health import InMemoryHealth
from tests.faults.rules import Rule


@dataclass(frozen=True)
class World:
    probe: HealthProbe
    break_dependency: Callable[[], None]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud)


def make_fake() -> World:
    fake = InMemoryHealth()
    return World(fake, lambda: setattr(fake, "healthy", False))


def make_adapter(cloud: Cloud) -> World:
    def break_table() -> None:
        refusal = {"status": 400, "code": "ResourceNotFoundException"}
        cloud.faults.add(Rule("dynamodb", "GetItem", "error_before", **refusal))  # type: ignore[arg-type]

    probe = DynamoDBHealth(make_client("dynamodb"), cloud.resources["Table"])
    return World(probe, break_table)


def test_a_probe_has_the_name_of_its_dependency(world: World) -> None:
    assert world.probe.name == "table"


def test_a_dependency_that_answers_is_healthy(world: World) -> None:
    assert world.probe.is_healthy() is True


def test_a_dependency_that_does_not_answer_is_not_healthy(world: World) -> None:
    world.break_dependency()
    assert world.probe.is_healthy() is False
