"""Queues and streams."""

from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError

from examples import queues, streams
from tests.examples.conftest import MakeClient
from tests.local.emulator.cloud import unique_name


@pytest.fixture(scope="module")
def sqs(local: MakeClient) -> Any:
    return local("sqs")


@pytest.fixture
def queue(sqs: Any) -> str:
    return str(sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"])


def receive(sqs: Any, queue: str, **options: Any) -> list[Any]:
    options = {"MaxNumberOfMessages": 10} | options
    found: list[Any] = sqs.receive_message(QueueUrl=queue, **options).get("Messages", [])
    return found


def bodies(messages: list[Any]) -> list[str]:
    return [message["Body"] for message in messages]


@pytest.fixture
def fifo(sqs: Any) -> str:
    return queues.create_fifo_queue(sqs, unique_name("fifo"))


def test_order_holds_inside_a_group_and_blocks_it_only(sqs: Any, fifo: str) -> None:
    for number in range(3):
        queues.send_in_order(sqs, fifo, "contact-1", f"1-{number}", f"1-{number}")
    queues.send_in_order(sqs, fifo, "contact-2", "2-0", "2-0")
    (first,) = receive(sqs, fifo, MaxNumberOfMessages=1)
    assert first["Body"] == "1-0"
    assert bodies(receive(sqs, fifo)) == ["2-0"]
    sqs.delete_message(QueueUrl=fifo, ReceiptHandle=first["ReceiptHandle"])
    assert bodies(receive(sqs, fifo)) == ["1-1", "1-2"]


def test_a_duplicate_is_accepted_and_not_delivered(sqs: Any, fifo: str) -> None:
    ids = {queues.send_in_order(sqs, fifo, "contact-1", "event-1", "hello") for _ in range(2)}
    assert len(ids) == 1
    assert bodies(receive(sqs, fifo)) == ["hello"]


def test_a_delayed_message_is_not_there_yet(sqs: Any, queue: str) -> None:
    queues.send_later(sqs, queue, "call back", seconds=900)
    assert receive(sqs, queue) == []
    names = ["ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessages"]
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    assert found == {names[0]: "1", names[1]: "0"}


def test_a_delayed_message_comes_when_its_time_is_over(sqs: Any, queue: str) -> None:
    queues.send_later(sqs, queue, "call back", seconds=1)
    assert receive(sqs, queue) == []
    assert bodies(receive(sqs, queue, WaitTimeSeconds=5)) == ["call back"]


def test_a_queue_delays_all_its_messages(sqs: Any) -> None:
    attributes = {"DelaySeconds": "900"}
    queue = sqs.create_queue(QueueName=unique_name("later"), Attributes=attributes)["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="call back")
    assert receive(sqs, queue) == []


def test_no_message_is_delayed_longer_than_15_minutes(sqs: Any, queue: str) -> None:
    with pytest.raises(ValueError, match="0 to 900 s"):
        queues.send_later(sqs, queue, "call back", seconds=901)


def test_a_receive_that_waits_gets_a_message_that_comes_meanwhile(sqs: Any, queue: str) -> None:
    queues.send_later(sqs, queue, "soon", seconds=1)
    assert receive(sqs, queue, WaitTimeSeconds=0) == []
    assert bodies(receive(sqs, queue, WaitTimeSeconds=20)) == ["soon"]


def test_a_worker_empties_the_premium_queue_first(sqs: Any, queue: str) -> None:
    premium = str(sqs.create_queue(QueueName=unique_name("premium"))["QueueUrl"])
    for url, body in ((queue, "basic 1"), (premium, "premium 1"), (premium, "premium 2")):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    found: list[str] = []
    while messages := queues.receive_by_class(sqs, [premium, queue]):
        found += [message["Body"] for message in messages]
    assert sorted(found[:2]) == ["premium 1", "premium 2"]
    assert found[2:] == ["basic 1"]


def test_25_messages_are_sent_by_three_calls_and_deleted_by_tens(sqs: Any, queue: str) -> None:
    calls: list[str] = []
    sqs.meta.events.register(
        "before-call.sqs.SendMessageBatch", lambda **_: calls.append("send"), unique_id="calls"
    )
    assert queues.send_all(sqs, queue, [str(number) for number in range(25)]) == []
    sqs.meta.events.unregister("before-call.sqs.SendMessageBatch", unique_id="calls")
    assert len(calls) == 3
    found: list[str] = []
    while messages := receive(sqs, queue):
        found += bodies(messages)
        assert queues.delete_all(sqs, queue, messages) == []
    assert sorted(found, key=int) == [str(number) for number in range(25)]


def test_an_entry_that_fails_is_told_alone(sqs: Any, queue: str) -> None:
    sqs.send_message(QueueUrl=queue, MessageBody="here")
    (message,) = receive(sqs, queue)
    gone = {"MessageId": "gone", "ReceiptHandle": "no-such-handle"}
    assert queues.delete_all(sqs, queue, [message, gone]) == ["gone"]


def test_a_purged_queue_is_empty(sqs: Any, queue: str) -> None:
    queues.send_all(sqs, queue, ["1", "2"])
    queues.purge(sqs, queue)
    assert receive(sqs, queue) == []


@pytest.fixture(scope="module")
def kinesis(local: MakeClient) -> Any:
    return local("kinesis")


@pytest.fixture
def stream(kinesis: Any) -> str:
    name = unique_name("stream")
    kinesis.create_stream(StreamName=name, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1})
    return name


class Failing:
    """A client whose shard refuses the first record of each batch, `times` times."""

    def __init__(self, kinesis: Any, times: int) -> None:
        self.kinesis, self.times = kinesis, times
        self.exceptions = kinesis.exceptions
        self.after: list[str | None] = []

    def put_records(self, StreamName: str, Records: list[Any]) -> Any:  # noqa: N803
        if not self.times:
            return self.kinesis.put_records(StreamName=StreamName, Records=Records)
        self.times -= 1
        refused = {"ErrorCode": "ProvisionedThroughputExceededException"}
        rest = (
            self.kinesis.put_records(StreamName=StreamName, Records=Records[1:])
            if Records[1:]
            else {"Records": []}
        )
        return {"Records": [refused, *rest["Records"]]}

    def put_record(self, **record: Any) -> Any:
        if self.times:
            self.times -= 1
            error = self.exceptions.ProvisionedThroughputExceededException
            raise error({"Error": {"Code": "Throttled"}}, "PutRecord")
        self.after.append(record.get("SequenceNumberForOrdering"))
        return self.kinesis.put_record(**record)


def read_all(kinesis: Any, stream: str) -> list[bytes]:
    shards = kinesis.list_shards(StreamName=stream)["Shards"]
    return [d for s in shards for d in streams.read_shard(kinesis, stream, s["ShardId"])]


def test_a_batch_with_a_failure_is_whole_and_out_of_order(kinesis: Any, stream: str) -> None:
    waits: list[float] = []
    records = [("contact-1", str(number).encode()) for number in range(3)]
    streams.put_many(Failing(kinesis, times=1), stream, records, waits.append)
    assert read_all(kinesis, stream) == [b"1", b"2", b"0"]
    assert waits == [0.1]


def test_records_one_after_another_keep_their_order(kinesis: Any, stream: str) -> None:
    waits: list[float] = []
    data = [str(number).encode() for number in range(5)]
    failing = Failing(kinesis, times=2)
    numbers = streams.put_in_order(failing, stream, "contact-1", data, waits.append)
    assert failing.after == [None, *numbers[:-1]]
    assert read_all(kinesis, stream) == data
    assert sorted(numbers, key=int) == numbers
    assert waits == [0.1, 0.2]


def test_a_shard_that_is_always_busy_is_an_error(kinesis: Any, stream: str) -> None:
    waits: list[float] = []
    with pytest.raises(streams.Throttled):
        streams.put_in_order(Failing(kinesis, 99), stream, "c", [b"1"], waits.append)
    with pytest.raises(streams.Throttled):
        streams.put_many(Failing(kinesis, 99), stream, [("c", b"1")], waits.append)
    assert waits == [0.1 * 2**n for n in range(6)] * 2


def test_reading_takes_nothing_away(kinesis: Any, stream: str) -> None:
    kinesis.put_record(StreamName=stream, PartitionKey="c", Data=b"1")
    assert read_all(kinesis, stream) == read_all(kinesis, stream) == [b"1"]


def test_records_of_a_key_are_in_one_shard(kinesis: Any, stream: str) -> None:
    streams.set_shards(kinesis, stream, 2)
    used = {
        key: {
            kinesis.put_record(StreamName=stream, PartitionKey=key, Data=b"1")["ShardId"]
            for _ in range(5)
        }
        for key in ("a", "b", "c", "d")
    }
    assert all(len(shards) == 1 for shards in used.values())


def test_a_hot_shard_is_split_and_two_cold_ones_are_merged(kinesis: Any, stream: str) -> None:
    (hot,) = streams.list_open_shards(kinesis, stream)
    streams.split_shard(kinesis, stream, hot)
    one, other = streams.list_open_shards(kinesis, stream)
    assert int(one["HashKeyRange"]["EndingHashKey"]) + 1 == int(
        other["HashKeyRange"]["StartingHashKey"]
    )
    spread = Counter(
        kinesis.put_record(StreamName=stream, PartitionKey=str(n), Data=b"1")["ShardId"]
        for n in range(40)
    )
    assert set(spread) == {one["ShardId"], other["ShardId"]}
    streams.merge_shards(kinesis, stream, one["ShardId"], other["ShardId"])
    assert len(streams.list_open_shards(kinesis, stream)) == 1


def test_the_number_of_shards_is_set(kinesis: Any, stream: str) -> None:
    streams.set_shards(kinesis, stream, 2)
    assert len(streams.list_open_shards(kinesis, stream)) == 2


def test_a_stream_keeps_records_a_day_and_up_to_a_year(kinesis: Any, stream: str) -> None:
    def hours() -> int:
        described = kinesis.describe_stream_summary(StreamName=stream)
        return int(described["StreamDescriptionSummary"]["RetentionPeriodHours"])

    assert hours() == 24
    kinesis.increase_stream_retention_period(StreamName=stream, RetentionPeriodHours=8760)
    assert hours() == 8760
    with pytest.raises(ClientError):
        kinesis.increase_stream_retention_period(StreamName=stream, RetentionPeriodHours=8761)
