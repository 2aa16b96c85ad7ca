"""A consumer of the deployed stack that fails on purpose, on a queue of its own.

Role, layers, variables and code are the deployed function's; around its handler goes a fault.
"""

import io
import shutil
import tempfile
import textwrap
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.stack.polling import eventually
from tests.stack.stack import Stack

WRAPPER = """
import os
import time
import original

def is_first(event):
    return any([strike(r["messageId"]) for r in event["Records"] if "{mark}" in r["body"]])

def strike(message_id):
    try:
        os.mkdir(os.path.join("{struck}", message_id))
    except FileExistsError:
        return False
    return True

def handler(event, context):
{body}
"""


@dataclass(frozen=True)
class FaultyConsumer:
    """The function's queues, and the messages that the fault has struck."""

    queue_url: str
    dead_letter_url: str
    struck: Path

    def count_faults(self) -> int:
        return len(list(self.struck.iterdir()))


@dataclass(frozen=True)
class Fault:
    """What the handler does; `is_first(event)` is true once for each message with the mark."""

    body: str
    mark: str = ""
    timeout: int = 5
    visibility: int = 2
    tries: int = 10

    def write_code(self, struck: Path) -> str:
        body = textwrap.indent(textwrap.dedent(self.body), "    ")
        return WRAPPER.format(mark=self.mark, struck=struck, body=body)


@contextmanager
def faulty_consumer(stack: Stack, logical_id: str, fault: Fault) -> Iterator[FaultyConsumer]:
    """Run a deployed consumer with a fault, on a queue of its own."""
    name = f"faulty-{uuid4().hex[:12]}"
    dead, _ = _make_queue(stack, f"{name}-dead", {})
    queue, arn = _make_queue(
        stack,
        name,
        {
            "VisibilityTimeout": str(fault.visibility),
            "RedrivePolicy": f'{{"deadLetterTargetArn": "{_arn(stack, dead)}",'
            f' "maxReceiveCount": {fault.tries}}}',
        },
    )
    struck = Path(tempfile.mkdtemp(prefix="faults-"))
    copy_function(stack, logical_id, name, fault.write_code(struck), fault.timeout)
    mapping = stack.clients.functions.create_event_source_mapping(
        FunctionName=name,
        EventSourceArn=arn,
        BatchSize=1,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )["UUID"]
    try:
        yield FaultyConsumer(queue, dead, struck)
    finally:
        stack.clients.functions.delete_event_source_mapping(UUID=mapping)
        stack.clients.functions.delete_function(FunctionName=name)
        for url in (queue, dead):
            stack.clients.sqs.delete_queue(QueueUrl=url)
        shutil.rmtree(struck)


def wait_until_empty(stack: Stack, queue_url: str, seconds: float = 30) -> None:
    """Wait until nothing waits in a queue and nothing is being handled."""

    def empty() -> bool:
        answer = stack.clients.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])
        found = answer["Attributes"]
        waiting = found["ApproximateNumberOfMessages"]
        return waiting == found["ApproximateNumberOfMessagesNotVisible"] == "0"

    eventually(empty, seconds)


def _make_queue(stack: Stack, name: str, attributes: dict[str, str]) -> tuple[str, str]:
    url = stack.clients.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]  # type: ignore[arg-type]
    return url, _arn(stack, url)


def _arn(stack: Stack, queue_url: str) -> str:
    answer = stack.clients.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]


def copy_function(
    stack: Stack, logical_id: str, name: str, code: str, timeout: int, **variables: str
) -> None:
    """Deploy a function once more, with code around it (its module is `original`)."""
    functions = stack.clients.functions
    deployed = functions.get_function_configuration(FunctionName=stack.physical_id(logical_id))
    functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="app.handler",
        Role=deployed["Role"],
        Layers=[layer["Arn"] for layer in deployed["Layers"]],
        Environment={"Variables": deployed["Environment"]["Variables"] | variables},
        Timeout=timeout,
        Code={"ZipFile": _archive(stack, logical_id, code)},
    )


def _archive(stack: Stack, logical_id: str, code: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.write(stack.build / logical_id / "app.py", "original.py")
        archive.writestr("app.py", code)
    return buffer.getvalue()
