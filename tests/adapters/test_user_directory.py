"""The contract of `ports.UserDirectory`."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.cognito_directory import CognitoDirectory
from callnotes.ports.users import UserDirectory
from tests.builders import unique
from tests.cloud import Cloud
from tests.fakes.directory import InMemoryDirectory


@dataclass(frozen=True)
class World:
    directory: UserDirectory
    username: str
    groups: Callable[[], set[str]]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud.resources["UserPool"])


def make_fake() -> World:
    fake = InMemoryDirectory()
    return World(fake, "mina", lambda: fake.groups["mina"])


def make_adapter(pool: str) -> World:
    client = make_client("cognito-idp")
    username = unique("user")
    client.admin_create_user(UserPoolId=pool, Username=username)

    def groups() -> set[str]:
        answer = client.admin_list_groups_for_user(UserPoolId=pool, Username=username)
        return {group["GroupName"] for group in answer["Groups"]}

    return World(CognitoDirectory(client, pool), username, groups)


def test_a_user_becomes_a_member_of_a_group(world: World) -> None:
    world.directory.add_to_group(world.username, "newcomer")
    assert world.groups() == {"newcomer"}


def test_a_member_can_be_added_again(world: World) -> None:
    world.directory.add_to_group(world.username, "newcomer")
    world.directory.add_to_group(world.username, "newcomer")
    assert world.groups() == {"newcomer"}
