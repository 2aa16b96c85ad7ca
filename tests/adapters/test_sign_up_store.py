"""The contract of `ports.SignUpStore`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_sign_ups import DynamoDBSignUps
from callnotes.adapters.note_items import from_wire, to_wire
from callnotes.domain.sign_up import SignUp
from callnotes.domain.times import from_time_text
from callnotes.ports.users import SignUpStore
from tests.builders import NOON, later, unique
from tests.cloud import Cloud
from tests.fakes.sign_ups import InMemorySignUps
from tests.faults.rules import Faults, refused


@dataclass(frozen=True)
class World:
    sign_ups: SignUpStore
    recorded: Callable[[str], SignUp]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud.resources["Table"])


def make_fake() -> World:
    fake = InMemorySignUps()
    return World(fake, lambda user_id: fake.sign_ups[user_id])


def make_adapter(table: str) -> World:
    client = make_client("dynamodb")

    def recorded(user_id: str) -> SignUp:
        key = to_wire({"pk": f"SIGN_UP#{user_id}", "sk": "SIGN_UP"})
        item = from_wire(client.get_item(TableName=table, Key=key)["Item"])
        return SignUp(item["user_id"], item["username"], from_time_text(item["signed_up_at"]))

    return World(DynamoDBSignUps(client, table), recorded)


def test_a_sign_up_is_recorded(world: World) -> None:
    sign_up = SignUp(unique("user"), "mina", NOON)
    world.sign_ups.record_sign_up(sign_up)
    assert world.recorded(sign_up.user_id) == sign_up


def test_a_sign_up_that_comes_again_keeps_its_first_time(world: World) -> None:
    first = SignUp(unique("user"), "mina", NOON)
    world.sign_ups.record_sign_up(first)
    world.sign_ups.record_sign_up(replace(first, signed_up_at=later(5)))
    assert world.recorded(first.user_id) == first


def test_a_missing_permission_is_not_taken_for_sign_up_that_stands(
    cloud: Cloud, faults: Faults
) -> None:
    world = make_adapter(cloud.resources["Table"])
    faults.add(refused("dynamodb", "PutItem", "AccessDeniedException"))
    with pytest.raises(ClientError):
        world.sign_ups.record_sign_up(SignUp(unique("user"), "mina", NOON))
