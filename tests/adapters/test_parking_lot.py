"""The contract of `ports.ParkingLot`."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.clients import LONGEST_CALL_SECONDS, make_client
from callnotes.adapters.sqs_parking import SQSParkingLot
from callnotes.domain.errors import Unavailable
from callnotes.domain.publication import ParkedRecord
from callnotes.ports.events import ParkingLot
from tests.builders import plenty
from tests.cloud import Cloud
from tests.fakes.parking import InMemoryParking

RECORD = ParkedRecord("record-1", {"pk": "TENANT#hanbit#NOTE#x", "sk": "NOTE"}, "no version")


@dataclass(frozen=True)
class World:
    parking: ParkingLot
    parked: Callable[[], list[ParkedRecord]]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud)


def make_fake() -> World:
    fake = InMemoryParking()
    return World(fake, lambda: fake.parked)


def make_adapter(cloud: Cloud) -> World:
    queue = cloud.resources["ParkedEventsQueue"]
    cloud.receive_all(queue)
    parking = SQSParkingLot(make_client("sqs"), queue)
    return World(
        parking, lambda: [ParkedRecord(**json.loads(body)) for body in cloud.receive_all(queue)]
    )


def test_a_parked_record_has_its_keys_and_its_reason(world: World) -> None:
    world.parking.park_record(RECORD, plenty)
    assert world.parked() == [RECORD]


def test_a_record_without_readable_keys_can_be_parked(world: World) -> None:
    record = ParkedRecord("record-2", {}, "the item has no dynamodb")
    world.parking.park_record(record, plenty)
    assert world.parked() == [record]


def test_a_record_is_not_parked_when_the_time_left_may_not_be_enough(cloud: Cloud) -> None:
    world = make_adapter(cloud)
    with pytest.raises(Unavailable):
        world.parking.park_record(RECORD, lambda: LONGEST_CALL_SECONDS)
    assert world.parked() == []
