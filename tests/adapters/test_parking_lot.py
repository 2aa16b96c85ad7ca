"""The contract of `ports.ParkingLot`."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.sqs_parking import SQSParkingLot
from callnotes.domain.publication import ParkedRecord
from callnotes.ports import ParkingLot
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


def test_a_parked_record_waits_with_its_keys_and_its_reason(world: World) -> None:
    world.parking.park_record(RECORD)
    assert world.parked() == [RECORD]


def test_a_record_without_readable_keys_can_be_parked(world: World) -> None:
    record = ParkedRecord("record-2", {}, "the item has no dynamodb")
    world.parking.park_record(record)
    assert world.parked() == [record]
