"""A replay of the archive: consumers end as they were, byte for byte, and what was lost is back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from callnotes.adapters.dynamodb_index import index_key
from callnotes.adapters.note_items import to_wire
from callnotes_local.cloud.archive import replay_events
from tests.stack.http import Api, note_input, path_of
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import (
    audit_keys,
    consumed,
    wait_for_audit,
    wait_for_projection,
)

CONSUMERS = ("index_note", "record_audit")
EVENTS = 4


@dataclass(frozen=True)
class Desk:
    """What one tenant's notes left behind, and how to replay it."""

    stack: Stack
    tenant: str
    # A note that was updated, and one that was deleted.
    kept: str
    deleted: str
    since: datetime

    def key(self, note_id: str) -> dict[str, Any]:
        key = to_wire(index_key(self.tenant, note_id))
        return {"TableName": self.stack.output("TableName"), "Key": key}

    @property
    def bucket(self) -> str:
        return self.stack.output("AuditBucketName")

    def read_all(self) -> dict[str, Any]:
        """Every projection as it is stored: items of the index, bytes of the audit trail."""
        get_item, get_object = (
            self.stack.clients.dynamodb.get_item,
            self.stack.clients.s3.get_object,
        )
        items = {n: get_item(**self.key(n)).get("Item") for n in (self.kept, self.deleted)}
        written = audit_keys(self.stack, self.tenant)
        objects = {key: get_object(Bucket=self.bucket, Key=key)["Body"].read() for key in written}
        return items | objects | {"written": sorted(written)}

    def count_deliveries(self) -> int:
        ids = [f"{self.kept}.1", f"{self.kept}.2", f"{self.deleted}.1", f"{self.deleted}.2"]
        return sum(len(consumed(self.stack, name, one)) for name in CONSUMERS for one in ids)

    def replay(self) -> None:
        """Replay, and wait until each consumer has had each event once more."""
        before = self.count_deliveries()
        bus = self.stack.output("EventBusName")
        assert replay_events(self.stack.clients, bus, self.since, None)["State"] == "COMPLETED"
        eventually(lambda: self.count_deliveries() >= before + len(CONSUMERS) * EVENTS)


@pytest.fixture
def desk(stack: Stack, tenant: str, agent: Api) -> Desk:
    since = datetime.now(UTC).replace(microsecond=0)
    kept, deleted = agent.create_note(title="first"), agent.create_note(title="gone")
    agent.put(path_of(kept), note_input(title="second"), If_Match='"1"')
    agent.delete(path_of(deleted), If_Match='"1"')
    ids = kept["note_id"], deleted["note_id"]
    wait_for_audit(stack, tenant, EVENTS)
    for note_id in ids:
        wait_for_projection(stack, tenant, note_id, 2)
    made = Desk(stack, tenant, *ids, since)
    eventually(lambda: made.count_deliveries() >= len(CONSUMERS) * EVENTS)
    return made


def test_given_whole_projections_when_replayed_twice_then_not_one_byte_differs(desk: Desk) -> None:
    before = desk.read_all()

    desk.replay()
    desk.replay()

    assert desk.read_all() == before
    assert len(before["written"]) == EVENTS


def test_given_lost_and_old_projections_when_replayed_then_they_are_as_they_were(
    desk: Desk,
) -> None:
    before, clients = desk.read_all(), desk.stack.clients
    clients.dynamodb.delete_item(**desk.key(desk.deleted))
    old = {**before[desk.kept], "version": {"N": "1"}, "text": {"S": "first"}}
    clients.dynamodb.put_item(TableName=desk.stack.output("TableName"), Item=old)
    for key in before["written"][::2]:
        _remove_for_good(desk, key)
    assert desk.read_all() != before

    desk.replay()

    assert desk.read_all() == before


def _remove_for_good(desk: Desk, key: str) -> None:
    # All versions: a marker of deletion would be a version more than before.
    listed = desk.stack.clients.s3.list_object_versions(Bucket=desk.bucket, Prefix=key)
    for version in listed["Versions"]:
        desk.stack.clients.s3.delete_object(
            Bucket=desk.bucket, Key=key, VersionId=version["VersionId"]
        )


def test_given_a_time_without_events_when_replayed_then_no_consumer_gets_any(
    desk: Desk,
) -> None:
    before, bus = desk.count_deliveries(), desk.stack.output("EventBusName")
    long_ago = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)

    replay_events(desk.stack.clients, bus, *long_ago)
    desk.replay()

    assert desk.count_deliveries() == before + len(CONSUMERS) * EVENTS
