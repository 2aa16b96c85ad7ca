"""Traces as X-Ray gives them back.

https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from callnotes_local import emulator
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import Cloud, unique_name
from tests.local.emulator.gateway import STAGE, Route, deploy
from tests.local.emulator.test_step_functions import create_machine, execute
from tests.stack.polling import eventually

ACTIVE = {"TracingConfig": {"Mode": "Active"}}
# A subsegment as the X-Ray SDK sends it.
SENDER = """
import json, os, secrets, socket, time

def trace():
    return dict(part.split("=") for part in os.environ["_X_AMZN_TRACE_ID"].split(";"))

def send(name, **fields):
    found = trace()
    document = {"id": secrets.token_hex(8), "trace_id": found["Root"], "parent_id": found["Parent"],
        "type": "subsegment", "name": name, "start_time": time.time(), "end_time": time.time(),
        "in_progress": False}
    host, port = os.environ["AWS_XRAY_DAEMON_ADDRESS"].split(":")
    text = '{"format": "json", "version": 1}\\n' + json.dumps({**document, **fields})
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(text.encode(), (host, int(port)))

def handler(event, context):
    key = (event or {}).get("resource", "invoked")
    send("## handler", annotations={"key": key, "count": 3})
    return {"statusCode": 418, "body": json.dumps(trace()["Root"])}
"""
FAILING = """
def handler(event, context):
    raise ValueError("what a person wrote")
"""
type Json = dict[str, Any]


def read_trace(cloud: Cloud, trace_id: str, segments: int = 1) -> list[Json]:
    """The segments, at least so many, in the order in which they began."""

    def read() -> list[Json]:
        traces = cloud.client("xray").batch_get_traces(TraceIds=[trace_id])["Traces"]
        found = [json.loads(each["Document"]) for trace in traces for each in trace["Segments"]]
        return found if len(found) >= segments else []

    return sorted(eventually(read), key=lambda segment: float(segment["start_time"]))


def find(cloud: Cloud, expression: str) -> list[Any]:
    now, client = time.time(), cloud.client("xray")
    found = client.get_trace_summaries(StartTime=now - 60, EndTime=now, FilterExpression=expression)
    return list(found["TraceSummaries"])


def invoke(cloud: Cloud, function: str) -> str:
    """The trace of an invocation."""
    return str(json.loads(cloud.invoke(function).payload["body"]))


@pytest.fixture(scope="module")
def route(cloud: Cloud) -> Route:
    gateway = cloud.client("apigateway")
    api_id = gateway.create_rest_api(name="traced")["id"]
    route = deploy(cloud, api_id, SENDER)
    change = {"op": "replace", "path": "/tracingEnabled", "value": "true"}
    gateway.update_stage(restApiId=api_id, stageName=STAGE, patchOperations=[change])
    return route


def test_request_is_one_trace_of_gateway_lambda_and_function(cloud: Cloud, route: Route) -> None:
    trace_id = route.get("?q=secret").body
    stage, service, function = read_trace(cloud, trace_id, 3)

    assert [s["origin"] for s in (stage, service, function)] == [
        "AWS::ApiGateway::Stage",
        "AWS::Lambda",
        "AWS::Lambda::Function",
    ]
    assert service["parent_id"] == stage["id"]
    assert function["parent_id"] == service["id"]
    assert stage["http"]["response"]["status"] == 418
    assert stage["error"] is True
    assert "secret" not in json.dumps([stage, service, function])


def test_subsegment_of_the_sdk_is_in_the_invocation(cloud: Cloud, route: Route) -> None:
    trace_id = route.get().body
    assert eventually(lambda: find(cloud, f'annotation.key = "/{route.function}"'))

    function = read_trace(cloud, trace_id, 3)[-1]
    invocation = function["subsegments"][-1]
    assert invocation["name"] == "Invocation"
    assert [s["name"] for s in invocation["subsegments"]] == ["## handler"]


def test_only_a_cold_start_has_an_initialization(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html"""
    name = cloud.create_function(SENDER, **ACTIVE)
    functions = [read_trace(cloud, invoke(cloud, name), 2)[-1] for _ in range(2)]

    parts = [[s["name"] for s in function["subsegments"]] for function in functions]
    assert parts == [["Initialization", "Invocation"], ["Invocation"]]


def test_invocation_without_active_tracing_is_not_traced(cloud: Cloud) -> None:
    trace_id = invoke(cloud, cloud.create_function(SENDER))
    found = cloud.client("xray").batch_get_traces(TraceIds=[trace_id])

    assert (found["Traces"], found["UnprocessedTraceIds"]) == ([], [trace_id])


def test_callers_trace_is_continued(cloud: Cloud, route: Route) -> None:
    root = f"1-{int(time.time()):08x}-{'a' * 24}"
    header = f"Root={root};Parent={'b' * 16};Sampled=1"
    assert route.get(headers={"X-Amzn-Trace-Id": header}).body == root
    assert read_trace(cloud, root, 3)[0]["parent_id"] == "b" * 16

    unsampled = header.replace("a" * 24, "c" * 24).replace("Sampled=1", "Sampled=0")
    other = route.get(headers={"X-Amzn-Trace-Id": unsampled}).body
    assert cloud.client("xray").batch_get_traces(TraceIds=[other])["Traces"] == []


def test_failed_function_is_a_fault_without_the_exceptions_text(cloud: Cloud) -> None:
    name = cloud.create_function(FAILING, **ACTIVE)
    cloud.invoke(name)

    (summary,) = eventually(lambda: find(cloud, f'service("{name}") {{ fault }}'))
    assert summary["HasFault"]
    segments = read_trace(cloud, summary["Id"], 2)
    assert segments[1]["cause"]["exceptions"][0]["type"] == "ValueError"
    assert "what a person wrote" not in json.dumps(segments)


@pytest.fixture(scope="module")
def consumed(cloud: Cloud) -> Iterator[tuple[str, str, str]]:
    """A topic's name, its queue's consumer, and the trace of a message to the topic."""
    sqs, sns = cloud.client("sqs"), cloud.client("sns")
    consumer = cloud.create_function(SENDER, **ACTIVE)
    url = sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    queue = attributes["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name=unique_name("topic"))["TopicArn"]
    allowed = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": queue}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    mapping = cloud.client("lambda").create_event_source_mapping(
        EventSourceArn=queue, FunctionName=consumer
    )
    root = f"1-{int(time.time()):08x}-{unique_name('')[1:13] * 2}"

    def add_header(request: Any, **_: Any) -> None:
        request.headers["X-Amzn-Trace-Id"] = f"Root={root};Parent={'d' * 16};Sampled=1"

    sns.meta.events.register("before-sign.sns.Publish", add_header)
    sns.publish(TopicArn=topic, Message="a message")
    assert eventually(lambda: find(cloud, f'service("{consumer}")'))
    yield topic.rpartition(":")[2], consumer, root
    cloud.client("lambda").delete_event_source_mapping(UUID=mapping["UUID"])


def test_consumer_of_a_topics_queue_is_linked_not_joined(
    cloud: Cloud, consumed: tuple[str, str, str]
) -> None:
    """https://docs.aws.amazon.com/xray/latest/devguide/xray-tracelinking.html"""
    topic, consumer, root = consumed
    (summary,) = find(cloud, f'service("{consumer}")')
    assert summary["Id"] != root

    (sent,) = read_trace(cloud, root)
    assert (sent["name"], sent["parent_id"]) == (topic, "d" * 16)
    (delivery,) = sent["subsegments"]
    (down,) = delivery["links"]
    (up,) = read_trace(cloud, summary["Id"], 2)[0]["links"]
    assert (up["trace_id"], up["id"]) == (root, delivery["id"])
    assert down["trace_id"] == summary["Id"]
    references = [link["attributes"]["aws.xray.reserved.reference_type"] for link in (up, down)]
    assert references == ["parent", "child"]


def test_message_carries_the_header_that_its_sender_had(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html"""
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"]
    header = f"Root=1-{int(time.time()):08x}-{'e' * 24};Parent={'f' * 16};Sampled=1"
    sqs.meta.events.register(
        "before-sign.sqs.SendMessage",
        lambda request, **_: request.headers.add_header("X-Amzn-Trace-Id", header),
    )
    sqs.send_message(QueueUrl=url, MessageBody="a message")
    (message,) = sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["AWSTraceHeader"])[
        "Messages"
    ]
    assert message["Attributes"]["AWSTraceHeader"] == header


def test_states_of_an_execution_are_subsegments(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html"""
    function, failing = (cloud.create_function(source) for source in (SENDER, FAILING))
    call = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Both"}
    retry = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 1}
    branch = {"StartAt": "Fails", "States": {"Fails": {**call, "Next": None}}}
    del branch["States"]["Fails"]["Next"]  # type: ignore[index]
    branch["States"]["Fails"] |= {  # type: ignore[index]
        "Parameters": {"FunctionName": failing},
        "Retry": [retry],
        "End": True,
    }
    definition = {
        "StartAt": "Calls",
        "States": {
            "Calls": {**call, "Parameters": {"FunctionName": function}},
            "Both": {"Type": "Parallel", "Branches": [branch], "End": True},
        },
    }
    machine = create_machine(cloud, definition)
    name = machine.rpartition(":")[2]

    assert execute(cloud, machine, {})[0] == "FAILED"
    assert eventually(lambda: find(cloud, f'service("{name}") {{ fault }} !partial'))
    (summary,) = find(cloud, f'service("{name}")')
    execution, *functions = read_trace(cloud, summary["Id"])
    calls, both = execution["subsegments"]
    assert (calls["name"], both["name"]) == ("Calls", "Both")
    (fails,) = both["subsegments"]
    assert fails["fault"]
    parents = [f["parent_id"] for f in functions if f["origin"] == "AWS::Lambda"]
    assert parents == [calls["id"], fails["id"], fails["id"]]


def test_running_execution_is_partial(cloud: Cloud) -> None:
    waits = {"StartAt": "Waits", "States": {"Waits": {"Type": "Wait", "Seconds": 30, "End": True}}}
    machine = create_machine(cloud, waits)
    cloud.client("stepfunctions").start_execution(stateMachineArn=machine)

    name = machine.rpartition(":")[2]
    assert eventually(lambda: find(cloud, f'service("{name}") AND partial'))


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("get_trace_summaries", {"StartTime": 0, "EndTime": 1, "FilterExpression": "colour = 1"}),
        ("batch_get_traces", {"TraceIds": ["1-00000000-0"] * 6}),
    ],
)
def test_malformed_request_is_refused(cloud: Cloud, operation: str, request_: Json) -> None:
    with pytest.raises(ClientError, match="InvalidRequestException"):
        getattr(cloud.client("xray"), operation)(**request_)


def test_only_the_administrator_reads_traces(cloud: Cloud) -> None:
    source = """
        import boto3
        def handler(event, context):
            boto3.client("xray").batch_get_traces(TraceIds=["1-00000000-0"])
    """
    reply = cloud.invoke(cloud.create_function(source, Role=cloud.create_role("xray:*")))
    assert reply.error
    assert "403" in reply.payload["errorMessage"]


def test_traces_outlive_the_process(runtime_dir: Path, tmp_path: Path) -> None:
    options = emulator.StartOptions(stop_with_parent=True)
    first = Cloud(emulator.start(tmp_path, runtime_dir, options))
    trace_id = invoke(first, first.create_function(SENDER, **ACTIVE))
    read_trace(first, trace_id, 2)
    os.kill(first.emulator.pid, signal.SIGKILL)
    assert wait_until(lambda: first.emulator.record.process() is None, 5)

    second = Cloud(emulator.start(tmp_path, runtime_dir, options))
    segments = read_trace(second, trace_id, 2)
    second.emulator.stop()
    assert len(segments) == 2
