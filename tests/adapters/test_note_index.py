"""The contract of `ports.NoteIndex`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_index import DynamoDBIndex, index_key
from callnotes.adapters.note_items import from_wire, to_wire
from callnotes.domain.index import IndexEntry, entry_of
from callnotes.ports.notes import NoteIndex
from tests.builders import later, make_change, make_content, make_note, make_tombstone
from tests.cloud import Cloud
from tests.fakes.index import InMemoryIndex
from tests.faults.rules import Faults, refused

type Kept = tuple[int, str | None, str | None, str | None, int | None]


@dataclass(frozen=True)
class World:
    """`kept` returns version, text, created_by, customer_id and expires_at of a note's entry."""

    index: NoteIndex
    kept: Callable[[IndexEntry], Kept]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud.resources["Table"])


def make_fake() -> World:
    fake = InMemoryIndex()
    return World(fake, lambda entry: kept_of(fake.entries[entry.tenant, entry.note_id]))


def make_adapter(table: str) -> World:
    client = make_client("dynamodb")

    def kept(entry: IndexEntry) -> Kept:
        key = to_wire(index_key(entry.tenant, entry.note_id))
        item = from_wire(client.get_item(TableName=table, Key=key)["Item"])
        expires_at = item.get("expires_at")
        return (
            int(item["version"]),
            item.get("text"),
            item.get("created_by"),
            item.get("customer_id"),
            int(expires_at) if expires_at else None,
        )

    return World(DynamoDBIndex(client, table), kept)


def kept_of(entry: IndexEntry) -> Kept:
    expires_at = int(entry.expires_at.timestamp()) if entry.expires_at else None
    return entry.version, entry.text, entry.created_by, entry.customer_id, expires_at


def make_entry() -> IndexEntry:
    return entry_of(make_note(make_content(customer_id="customer-1")))


def test_a_first_entry_is_put(world: World) -> None:
    entry = make_entry()
    world.index.put_entry(entry)
    assert world.kept(entry) == kept_of(entry)


def test_a_first_put_is_reported_as_put(world: World) -> None:
    assert world.index.put_entry(make_entry()) is True


def test_a_newer_version_replaces_an_older_one(world: World) -> None:
    entry = make_entry()
    newer = replace(entry, version=2, text="newer", customer_id=None)
    world.index.put_entry(entry)
    world.index.put_entry(newer)
    assert world.kept(entry) == kept_of(newer)


@pytest.mark.parametrize("version", [1, 2], ids=["an older", "the same"])
def test_an_entry_that_is_not_newer_changes_nothing(world: World, version: int) -> None:
    standing = replace(make_entry(), version=2)
    world.index.put_entry(standing)
    world.index.put_entry(replace(standing, version=version, text="late"))
    assert world.kept(standing) == kept_of(standing)


@pytest.mark.parametrize("version", [1, 2], ids=["an older", "the same"])
def test_an_entry_that_is_not_newer_is_reported_as_not_put(world: World, version: int) -> None:
    standing = replace(make_entry(), version=2)
    world.index.put_entry(standing)
    assert world.index.put_entry(replace(standing, version=version)) is False


def test_versions_are_compared_as_numbers(world: World) -> None:
    entry = replace(make_entry(), version=9)
    world.index.put_entry(entry)
    assert world.index.put_entry(replace(entry, version=10)) is True


def test_a_deletion_removes_the_text_and_sets_the_expiry(world: World) -> None:
    note = make_note()
    world.index.put_entry(entry_of(note))
    gone = entry_of(make_tombstone(note, make_change().actor, at=later(1)))
    world.index.put_entry(gone)
    assert world.kept(gone) == kept_of(gone)


def test_a_late_version_does_not_bring_a_deleted_note_back(world: World) -> None:
    note = make_note()
    gone = entry_of(make_tombstone(note))
    world.index.put_entry(gone)
    world.index.put_entry(entry_of(note))
    assert world.kept(gone) == kept_of(gone)


def test_two_tenants_entries_do_not_meet(world: World) -> None:
    entry = make_entry()
    world.index.put_entry(replace(entry, version=5))
    assert world.index.put_entry(replace(entry, tenant="meridian")) is True


def test_a_missing_permission_is_not_taken_for_entry_that_stands(
    cloud: Cloud, faults: Faults
) -> None:
    world = make_adapter(cloud.resources["Table"])
    faults.add(refused("dynamodb", "PutItem", "AccessDeniedException"))
    with pytest.raises(ClientError):
        world.index.put_entry(entry_of(make_note()))
