"""A table's stream whose function fails.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import unique_name

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud

SECONDS = 15.0
# Stops at the item "slow", which it takes when it comes first.
PARTIAL = """
    def handler(event, context):
        keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
        print("tried " + ",".join(keys))
        place = keys.index("slow") if "slow" in keys else 0
        number = event["Records"][place]["dynamodb"]["SequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": number}] if place else []}
"""
# Reports the first record as failed, whatever it is.
STUCK = """
    def handler(event, context):
        keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
        print("tried " + ",".join(keys))
        number = event["Records"][0]["dynamodb"]["SequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": number}]}
"""
REPORTS = ["ReportBatchItemFailures"]
# Fails for every batch with the item "bad" in it.
CHOOSY = """
    def handler(event, context):
        keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
        print("tried " + ",".join(keys))
        if "bad" in keys:
            raise ValueError("bad")
"""


class Stream:
    """A table, the function that its stream goes to, and the queue for what was given up."""

    def __init__(self, cloud: Cloud, source: str = CHOOSY, **mapping: Any) -> None:
        self._cloud = cloud
        self._tables, self._sqs = cloud.client("dynamodb"), cloud.client("sqs")
        self._queue = self._sqs.create_queue(QueueName=unique_name("parked"))["QueueUrl"]
        self._table = self._tables.create_table(
            TableName=unique_name("table"),
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )["TableDescription"]
        self._function = cloud.create_function(source)
        self._mapping = mapping

    def put(self, *keys: str) -> None:
        for key in keys:
            self._tables.put_item(TableName=self._table["TableName"], Item={"pk": {"S": key}})

    def start(self) -> None:
        """Only now the function sees the stream: all that was put is one batch."""
        response = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])
        arn = response["Attributes"]["QueueArn"]
        self._cloud.client("lambda").create_event_source_mapping(
            FunctionName=self._function,
            EventSourceArn=self._table["LatestStreamArn"],
            StartingPosition="TRIM_HORIZON",
            DestinationConfig={"OnFailure": {"Destination": arn}},
            **self._mapping,
        )

    def allow_concurrency(self, number: int) -> None:
        self._cloud.reserve_concurrency(self._function, number)

    def throttles(self) -> float:
        return self._cloud.count_throttles(self._function)

    def tries(self) -> list[str]:
        """The keys of each batch that the function was given, in order."""
        messages = self._cloud.log_messages_if_any(f"/aws/lambda/{self._function}")
        return [m.removeprefix("tried ").strip() for m in messages if m.startswith("tried ")]

    def has_tried(self, keys: str) -> bool:
        return wait_until(lambda: keys in self.tries(), SECONDS, 0.05)

    def given_up(self) -> list[Any]:
        found = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in found.get("Messages", [])]


def test_failing_batch_is_retried_and_then_sent_to_the_destination(cloud: Cloud) -> None:
    stream = Stream(cloud, MaximumRetryAttempts=1)
    stream.put("one", "bad")
    stream.start()
    assert stream.has_tried("one,bad")
    stream.put("later")

    assert stream.has_tried("later")
    assert stream.tries() == ["one,bad", "one,bad", "later"]
    record = stream.given_up()[0]
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["DDBStreamBatchInfo"]["batchSize"] == 2


def test_failing_batch_is_split_until_only_the_bad_record_is_left(cloud: Cloud) -> None:
    stream = Stream(cloud, MaximumRetryAttempts=0, BisectBatchOnFunctionError=True)
    stream.put("one", "two", "bad", "four")
    stream.start()

    assert stream.has_tried("four")
    assert stream.tries() == ["one,two,bad,four", "one,two", "bad,four", "bad", "four"]
    assert [record["DDBStreamBatchInfo"]["batchSize"] for record in stream.given_up()] == [1]


def test_failing_batch_is_sent_to_the_destination_at_its_maximum_record_age(cloud: Cloud) -> None:
    stream = Stream(cloud, MaximumRecordAgeInSeconds=1)
    stream.put("bad")
    stream.start()
    assert stream.has_tried("bad")
    stream.put("later")

    assert stream.has_tried("later")
    assert len(stream.given_up()) == 1


def test_batch_without_a_retry_limit_is_retried_until_it_succeeds(cloud: Cloud) -> None:
    stream = Stream(cloud)
    stream.put("bad")
    stream.start()

    assert wait_until(lambda: len(stream.tries()) >= 3, SECONDS, 0.05)
    assert stream.given_up() == []


def test_throttled_batch_is_retried_and_not_sent_to_the_destination(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html (throttles)"""
    stream = Stream(cloud, MaximumRetryAttempts=0)
    stream.allow_concurrency(0)
    stream.put("one")
    stream.start()
    assert wait_until(lambda: stream.throttles() > 1, SECONDS, 0.1)
    assert stream.tries() == []

    stream.allow_concurrency(1)
    assert stream.has_tried("one")
    assert stream.given_up() == []


def test_batch_is_retried_from_the_record_that_the_function_reports(cloud: Cloud) -> None:
    stream = Stream(cloud, PARTIAL, FunctionResponseTypes=REPORTS)
    stream.put("one", "two", "slow", "four")
    stream.start()

    assert stream.has_tried("slow,four")
    assert stream.tries() == ["one,two,slow,four", "slow,four"]


def test_batch_whose_first_record_is_reported_fails_as_a_whole(cloud: Cloud) -> None:
    stream = Stream(cloud, STUCK, FunctionResponseTypes=REPORTS, MaximumRetryAttempts=1)
    stream.put("one", "two")
    stream.start()
    assert stream.has_tried("one,two")
    stream.put("later")

    assert stream.has_tried("later")
    assert stream.tries()[:3] == ["one,two", "one,two", "later"]
    assert stream.given_up()[0]["DDBStreamBatchInfo"]["batchSize"] == 2


def test_report_that_the_mapping_does_not_ask_for_is_ignored(cloud: Cloud) -> None:
    stream = Stream(cloud, STUCK)
    stream.put("one")
    stream.start()
    assert stream.has_tried("one")
    stream.put("later")

    assert stream.has_tried("later")
    assert stream.tries() == ["one", "later"]
