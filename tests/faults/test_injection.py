"""What each fault does to a call, to an invocation, and what a client makes of it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from callnotes.adapters.clients import READ_SECONDS, TRIES, make_client
from faults.invocations import InjectedError, Invocation
from faults.rule import Fault
from tests.cloud import Cloud, Context
from tests.faults.rules import ALWAYS, Faults, Rule

type Json = dict[str, Any]

THROTTLED = {
    ("dynamodb", "ListTables"): "ProvisionedThroughputExceededException",
    ("s3", "ListBuckets"): "SlowDown",
    ("sns", "ListTopics"): "Throttling",
    ("sqs", "ListQueues"): "RequestThrottled",
    ("kms", "ListKeys"): "ThrottlingException",
}


def send(cloud: Cloud) -> str:
    queue = cloud.resources["ParkedEventsQueue"]
    message: str = make_client("sqs").send_message(QueueUrl=queue, MessageBody="m")["MessageId"]
    return message


def sent(cloud: Cloud) -> int:
    return len(cloud.receive_all(cloud.resources["ParkedEventsQueue"]))


@pytest.mark.parametrize(
    ("rule", "arrived", "seconds"),
    [
        (Rule("sqs", "SendMessage", "throttle"), 1, 0),
        (Rule("sqs", "SendMessage", "error_before"), 1, 0),
        (Rule("sqs", "SendMessage", "error_before", status=0), 1, 0),
        (Rule("sqs", "SendMessage", "error_after"), 2, 0),
        (Rule("sqs", "SendMessage", "error_after", status=500), 2, 0),
        (Rule("sqs", "SendMessage", "delay", seconds=1), 1, 1),
        (Rule("sqs", "SendMessage", "delay", seconds=60), 2, READ_SECONDS),
        (Rule("sqs", "SendMessage", "drop"), 1, READ_SECONDS),
        (Rule("sqs", "SendMessage", "duplicate"), 2, 0),
    ],
    ids=lambda value: f"{value.fault} {value.status}" if isinstance(value, Rule) else str(value),
)
def test_a_call_arrives_as_often_as_the_fault_says(
    cloud: Cloud, faults: Faults, rule: Rule, arrived: int, seconds: float
) -> None:
    sent(cloud)
    faults.add(Rule(**{**vars(rule), "fired": 0}))
    send(cloud)
    assert (sent(cloud), faults.seconds) == (arrived, seconds)


@pytest.mark.parametrize(("service", "operation"), THROTTLED)
def test_a_service_throttles_with_its_own_code(
    faults: Faults, service: str, operation: str
) -> None:
    rule = faults.add(Rule(service, operation, "throttle", ALWAYS))
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)
    with pytest.raises(ClientError) as raised:
        getattr(make_client(service), name[1:])()
    assert raised.value.response["Error"]["Code"] == THROTTLED[service, operation]
    assert rule.fired == TRIES


@pytest.mark.parametrize(
    ("fault", "error"),
    [("error_after", ConnectionClosedError), ("drop", ReadTimeoutError)],
)
def test_a_client_without_a_response_does_not_know_more(
    cloud: Cloud, faults: Faults, fault: Fault, error: type[Exception]
) -> None:
    faults.add(Rule("sqs", "SendMessage", fault, ALWAYS))
    with pytest.raises(error):
        send(cloud)


def test_a_reply_of_the_table_that_was_cut_is_asked_for_again(cloud: Cloud, faults: Faults) -> None:
    """The SDK compares the checksum that DynamoDB sends with each response."""
    rule = faults.add(Rule("dynamodb", "DescribeTable", "corrupt"))
    found = make_client("dynamodb").describe_table(TableName=cloud.resources["Table"])
    assert (rule.fired, found["Table"]["TableName"]) == (1, cloud.resources["Table"])


class Function:
    """Counts its invocations, and spoils the event that it gets."""

    def __init__(self) -> None:
        self.events: list[Json] = []

    def handler(self, event: Json, _context: object) -> str:
        self.events.append(json.loads(json.dumps(event)))
        event.clear()
        return "done"

    def fail(self, event: Json, fault: Fault, naps: list[float], status: int | None = None) -> Any:
        rule = Rule("lambda", "Invoke", fault, seconds=3, status=status)
        return Invocation(self.handler, event, Context(), naps.append).fail(rule)


@pytest.mark.parametrize(
    ("fault", "runs", "naps"), [("delay", 1, [3]), ("duplicate", 2, []), ("corrupt", 1, [])]
)
def test_an_invocation_runs_as_often_as_the_fault_says(
    fault: Fault, runs: int, naps: list[float]
) -> None:
    function, slept = Function(), list[float]()
    assert function.fail({"a": 1}, fault, slept) == "done"
    assert (len(function.events), slept) == (runs, naps)


@pytest.mark.parametrize(("fault", "runs"), [("error_before", 0), ("error_after", 1), ("drop", 0)])
def test_an_invocation_that_fails_has_run_or_not(fault: Fault, runs: int) -> None:
    function = Function()
    with pytest.raises(InjectedError):
        function.fail({}, fault, [])
    assert len(function.events) == runs


def test_a_dropped_invocation_outlasts_its_function() -> None:
    naps: list[float] = []
    with pytest.raises(InjectedError):
        Function().fail({}, "drop", naps)
    assert naps == [31]


@pytest.mark.parametrize(("fault", "runs"), [("error_before", 0), ("error_after", 1)])
def test_a_status_is_the_response_instead(fault: Fault, runs: int) -> None:
    function = Function()
    assert function.fail({}, fault, [], status=429)["statusCode"] == 429
    assert len(function.events) == runs


@pytest.mark.parametrize(
    ("event", "damaged"),
    [
        (
            {"Records": [{"body": "abcd"}, {"body": "ef"}]},
            {"Records": [{"body": "ab"}, {"body": "e"}]},
        ),
        (
            {"Records": [{"dynamodb": {"NewImage": {"a": 1}}}]},
            {"Records": [{"dynamodb": {"NewImage": {}}}]},
        ),
        ({"body": "{}", "path": "/"}, {"body": "{", "path": "/"}),
        ({"tenant": "t"}, {}),
    ],
)
def test_a_corrupt_event_is_half_of_what_it_was(event: Json, damaged: Json) -> None:
    function = Function()
    function.fail(event, "corrupt", [])
    assert function.events == [damaged]
