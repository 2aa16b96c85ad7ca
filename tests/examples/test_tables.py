"""Tables, items, batches, sessions and what is too large for an item."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from examples.batches import Leftovers, read_all, write_all
from examples.pointers import ITEM_BYTES, MESSAGE_BYTES, Messages, Transcripts
from examples.reservations import Reservations
from examples.sessions import SECONDS, Sessions, create_sessions_table
from examples.tables import (
    create_table,
    empty_table,
    restore_backup,
    restore_point_in_time,
    set_throughput,
)
from tests.adapters.clock import Clock
from tests.examples.conftest import MakeClient


@pytest.fixture
def dynamodb(aws: MakeClient) -> Any:
    client = aws("dynamodb")
    create_table(client, "notes", {"user_id": "S", "note_id": "N"})
    create_table(client, "items", {"id": "S"}, rarely_read=True)
    return client


def read_items(dynamodb: Any, table: str) -> list[str]:
    return [item["id"]["S"] for item in dynamodb.scan(TableName=table)["Items"]]


def put_items(dynamodb: Any, *ids: str) -> None:
    for each in ids:
        dynamodb.put_item(TableName="items", Item={"id": {"S": each}})


def test_a_table_is_listed_and_described(dynamodb: Any) -> None:
    assert dynamodb.list_tables()["TableNames"] == ["notes", "items"]
    notes = dynamodb.describe_table(TableName="notes")["Table"]
    kinds = [(key["AttributeName"], key["KeyType"]) for key in notes["KeySchema"]]
    assert kinds == [("user_id", "HASH"), ("note_id", "RANGE")]


def test_a_table_that_is_rarely_read_has_the_class_for_it(dynamodb: Any) -> None:
    """Moto keeps no class: the call has it."""
    sent: list[str] = []
    dynamodb.meta.events.register(
        "provide-client-params.dynamodb.CreateTable",
        lambda params, **_: sent.append(params["TableClass"]),
        unique_id="class",
    )
    for rarely_read in (True, False):
        create_table(dynamodb, f"t{rarely_read}", {"id": "S"}, rarely_read=rarely_read)
    dynamodb.meta.events.unregister("provide-client-params.dynamodb.CreateTable", unique_id="class")
    assert sent == ["STANDARD_INFREQUENT_ACCESS", "STANDARD"]


def test_the_capacity_of_a_table_is_changed(dynamodb: Any) -> None:
    set_throughput(dynamodb, "items", 20, 10)
    units = dynamodb.describe_table(TableName="items")["Table"]["ProvisionedThroughput"]
    assert (units["ReadCapacityUnits"], units["WriteCapacityUnits"]) == (20, 10)


def test_a_table_is_emptied_by_three_calls(dynamodb: Any) -> None:
    put_items(dynamodb, *(str(number) for number in range(30)))
    made: list[str] = []
    dynamodb.meta.events.register("before-call", lambda model, **_: made.append(model.name))
    empty_table(dynamodb, "items")
    assert read_items(dynamodb, "items") == []
    assert "DeleteItem" not in made
    assert sum(name in ("DeleteTable", "CreateTable") for name in made) == 2


def test_a_dropped_table_is_gone(dynamodb: Any) -> None:
    dynamodb.delete_table(TableName="items")
    assert dynamodb.list_tables()["TableNames"] == ["notes"]


def test_a_backup_is_restored_to_a_new_table(dynamodb: Any) -> None:
    put_items(dynamodb, "1", "2")
    restore_backup(dynamodb, "items", to="restored")
    put_items(dynamodb, "3")
    assert sorted(read_items(dynamodb, "restored")) == ["1", "2"]
    assert sorted(read_items(dynamodb, "items")) == ["1", "2", "3"]


def test_a_moment_is_restored_to_a_new_table(dynamodb: Any) -> None:
    dynamodb.update_continuous_backups(
        TableName="items", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    put_items(dynamodb, "1")
    restore_point_in_time(dynamodb, "items", "restored", datetime.now(UTC))
    assert read_items(dynamodb, "restored") == ["1"]
    assert read_items(dynamodb, "items") == ["1"]


@pytest.fixture
def reservations(dynamodb: Any) -> Reservations:
    create_table(dynamodb, "reservations", {"phone": "S"})
    made = Reservations(dynamodb, "reservations")
    made.put("+821012345678", "KE001")
    return made


def test_a_reservation_is_made_read_moved_and_cancelled(reservations: Reservations) -> None:
    phone = "+821012345678"
    assert reservations.get(phone) == {"isReserved": True, "flight": "KE001"}
    assert reservations.move(phone, "KE002")
    assert reservations.get(phone)["flight"] == "KE002"
    reservations.cancel(phone)
    assert reservations.get(phone) == {"isReserved": False}


def test_only_a_reservation_that_there_is_is_moved(reservations: Reservations) -> None:
    assert not reservations.move("+820000000000", "KE002")
    assert reservations.get("+820000000000") == {"isReserved": False}


def test_many_are_read_beside_each_other(reservations: Reservations) -> None:
    found = asyncio.run(reservations.get_all(["+821012345678", "+820000000000"]))
    assert [each["isReserved"] for each in found] == [True, False]


class LeavesHalf:
    """A client that does half of each batch while it is `busy`."""

    def __init__(self, dynamodb: Any, busy: int) -> None:
        self.dynamodb = dynamodb
        self.busy = busy
        self.sizes: list[int] = []

    def _take(self, entries: list[Any]) -> tuple[list[Any], list[Any]]:
        self.sizes.append(len(entries))
        if self.busy == 0:
            return entries, []
        self.busy -= 1
        half = len(entries) // 2
        return entries[:half], entries[half:]

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803
        ((table, entries),) = RequestItems.items()
        done, left = self._take(entries)
        if done:
            self.dynamodb.batch_write_item(RequestItems={table: done})
        return {"UnprocessedItems": {table: left} if left else {}}

    def batch_get_item(self, RequestItems: dict[str, dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        ((table, asked),) = RequestItems.items()
        done, left = self._take(asked["Keys"])
        found = self.dynamodb.batch_get_item(RequestItems={table: {"Keys": done}}) if done else {}
        unprocessed = {table: {"Keys": left}} if left else {}
        return {"Responses": found.get("Responses", {}), "UnprocessedKeys": unprocessed}


ITEMS = [{"id": {"S": f"{number:03}"}} for number in range(130)]


def test_batches_have_25_writes_and_100_reads(dynamodb: Any) -> None:
    counting = LeavesHalf(dynamodb, busy=0)
    write_all(counting, "items", puts=ITEMS)
    assert counting.sizes == [25, 25, 25, 25, 25, 5]
    counting.sizes.clear()
    assert len(read_all(counting, "items", ITEMS)) == 130
    assert counting.sizes == [100, 30]


def test_what_was_left_is_sent_again_after_longer_waits(dynamodb: Any) -> None:
    waits: list[float] = []
    write_all(LeavesHalf(dynamodb, busy=3), "items", puts=ITEMS[:20], sleep=waits.append)
    assert len(read_items(dynamodb, "items")) == 20
    assert waits == [0.05, 0.1, 0.2]
    waits.clear()
    assert len(read_all(LeavesHalf(dynamodb, busy=2), "items", ITEMS[:20], waits.append)) == 20
    assert waits == [0.05, 0.1]


def test_deletes_go_in_batches_too(dynamodb: Any) -> None:
    write_all(dynamodb, "items", puts=ITEMS[:4])
    write_all(dynamodb, "items", deletes=ITEMS[1:4])
    assert read_items(dynamodb, "items") == ["000"]


@pytest.mark.parametrize("call", [write_all, read_all])
def test_a_batch_that_is_always_left_is_an_error(dynamodb: Any, call: Callable[..., Any]) -> None:
    with pytest.raises(Leftovers, match="items"):
        call(LeavesHalf(dynamodb, busy=99), "items", ITEMS[:20])


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_any_instance_serves_the_session_until_it_expires(aws: MakeClient, clock: Clock) -> None:
    create_sessions_table(aws("dynamodb"), "sessions")
    one, other = (Sessions(aws("dynamodb"), "sessions", clock) for _ in range(2))
    one.save("s1", {"cart": ["note-1"]})
    del one
    assert other.read("s1") == {"cart": ["note-1"]}
    assert other.read("s2") is None
    clock.now += SECONDS
    assert other.read("s1") is None


def test_dynamodb_deletes_sessions_by_their_time(aws: MakeClient, clock: Clock) -> None:
    dynamodb = aws("dynamodb")
    create_sessions_table(dynamodb, "sessions")
    found = dynamodb.describe_time_to_live(TableName="sessions")["TimeToLiveDescription"]
    assert (found["AttributeName"], found["TimeToLiveStatus"]) == ("expires_at", "ENABLED")
    Sessions(dynamodb, "sessions", clock).save("s1", {})
    (item,) = dynamodb.scan(TableName="sessions")["Items"]
    assert item["expires_at"] == {"N": str(1000 + SECONDS)}


@pytest.fixture
def transcripts(aws: MakeClient, dynamodb: Any) -> Transcripts:
    s3 = aws("s3")
    s3.create_bucket(Bucket="large")
    return Transcripts(dynamodb, s3, "items", "large")


def test_a_text_that_no_item_holds_is_in_the_bucket(transcripts: Transcripts) -> None:
    small, large = "ok", "x" * (ITEM_BYTES + 1)
    transcripts.save("small", small)
    transcripts.save("large", large)
    (found,) = transcripts.s3.list_objects_v2(Bucket="large")["Contents"]
    assert found["Key"] == "transcripts/large"
    assert [transcripts.read("small"), transcripts.read("large")] == [small, large]


def test_dynamodb_itself_refuses_such_an_item(dynamodb: Any) -> None:
    item = {"id": {"S": "1"}, "text": {"S": "x" * (ITEM_BYTES + 1)}}
    with pytest.raises(dynamodb.exceptions.ClientError, match="size has exceeded"):
        dynamodb.put_item(TableName="items", Item=item)


def test_a_body_that_no_message_holds_is_in_the_bucket(aws: MakeClient) -> None:
    s3, sqs = aws("s3"), aws("sqs")
    s3.create_bucket(Bucket="large")
    queue = sqs.create_queue(QueueName="transcripts")["QueueUrl"]
    messages = Messages(sqs, s3, queue, "large")
    for body in ("ok", "x" * (MESSAGE_BYTES + 1)):
        messages.send(body)
        assert messages.receive() == body
    assert s3.list_objects_v2(Bucket="large")["KeyCount"] == 1
    assert messages.receive() is None


def test_a_queue_keeps_messages_four_days_unless_one_says_otherwise(aws: MakeClient) -> None:
    sqs = aws("sqs")
    queue = sqs.create_queue(QueueName="default")["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["MessageRetentionPeriod"])
    assert found["Attributes"] == {"MessageRetentionPeriod": str(4 * 24 * 3600)}
