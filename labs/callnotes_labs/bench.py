"""What checks work with: the deployed stack of a lab, and short ways to try it."""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import urllib3

from callnotes_labs.errors import LabError
from callnotes_labs.stack import LabStack
from callnotes_labs.texts import Text, same
from callnotes_local.account.access import AccountClients
from callnotes_local.cloud.clients import Clients

POLL_SECONDS = 0.05
type Json = Any


@dataclass(frozen=True)
class Reply:
    """The response of an invocation; `error` is what the function raised, or None."""

    payload: Json
    error: str | None


@dataclass(frozen=True)
class Response:
    """A response over HTTP, whatever its status."""

    status: int
    body: str


@dataclass(frozen=True)
class Bench:
    """One run of a lab's checks; `run_id` is new each time, so that old data does no harm."""

    stack: LabStack
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    @property
    def clients(self) -> Clients:
        """AWS clients: of the local cloud as its administrator, or the learner's own."""
        return self.stack.clients

    def output(self, name: str) -> str:
        """An output of the lab's stack."""
        if name not in self.stack.outputs:
            raise LabError(
                Text(f"The stack has no output {name}.", f"스택에 출력값 {name}이(가) 없습니다."),
                Text("The checks find the resources by it.", "검사는 이 값으로 리소스를 찾습니다."),
                Text(f"put {name} back into Outputs", f"Outputs에 {name}을(를) 되돌려 놓으세요"),
            )
        return self.stack.outputs[name]

    def invoke(self, function: str, event: Json = None, **more: Any) -> Reply:
        """Call a function, by the name of an output, and wait for its response."""
        reply = self.clients.functions.invoke(
            FunctionName=self.output(function), Payload=json.dumps(event), **more
        )
        payload: Json = json.loads(reply["Payload"].read() or b"null")
        if not reply.get("FunctionError"):
            return Reply(payload, None)
        return Reply(None, f"{payload.get('errorType')}: {payload.get('errorMessage')}")

    def invoke_later(self, function: str, event: Json = None) -> Future[Reply]:
        """Call a function beside what goes on."""
        pool = ThreadPoolExecutor(max_workers=1)
        future = pool.submit(self.invoke, function, event)
        pool.shutdown(wait=False)
        return future

    def call_api(self, api: str, path: str, **headers: str) -> Response:
        """GET a path of a REST API, by the name of an output, at its stage `lab`."""
        api_id, clients = self.output(api), self.clients
        if isinstance(clients, AccountClients):
            region = clients.cloudformation.meta.region_name
            host = f"{api_id}.execute-api.{region}.amazonaws.com"
            return call_url(f"https://{host}/lab{path}", headers=headers)
        url = f"{clients.emulator.endpoint_url}/_aws/execute-api/{api_id}/lab{path}"
        return call_url(url, headers=headers | clients.emulator.secret_header)

    def warm(self, *functions: str) -> None:
        """Start an execution environment of each, so that a check measures no cold start."""
        for started in [self.invoke_later(name, {"warm": True}) for name in functions]:
            started.result()

    def count(self, queue_url: str) -> int:
        """How many messages a queue has, visible or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.clients.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=names)  # type: ignore[arg-type]
        return sum(int(value) for value in found["Attributes"].values())

    def find_messages(self, queue_url: str, text: str) -> list[Json]:
        """The messages of a queue whose body contains a text; they stay there."""
        found = self.clients.sqs.receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0,
            MessageSystemAttributeNames=["All"], MessageAttributeNames=["All"],
        ).get("Messages", [])  # fmt: skip
        return [message for message in found if text in message["Body"]]

    def read_item(self, table: str, **key: str) -> dict[str, Any] | None:
        """An item of a table, by its key of strings; None when there is none."""
        response = self.clients.dynamodb.get_item(
            TableName=table, Key={name: {"S": value} for name, value in key.items()},
            ConsistentRead=True,
        )  # fmt: skip
        return response.get("Item")

    def read_logs(self, function: str) -> list[str]:
        """The lines that a function has logged, the oldest first."""
        group = f"/aws/lambda/{self.output(function)}"
        try:
            events = self.clients.logs.filter_log_events(logGroupName=group)["events"]
        except self.clients.logs.exceptions.ResourceNotFoundException:
            return []
        return [event["message"].rstrip() for event in events]

    def wait[T](self, look: Callable[[], T], seconds: float) -> T:
        """Look until there is something, or the time is up; what was seen last."""
        ends = time.monotonic() + seconds
        while not (seen := look()) and time.monotonic() < ends:
            time.sleep(POLL_SECONDS)
        return seen


def call_url(
    url: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Response:
    """Send a request without AWS credentials."""
    pool = urllib3.PoolManager(retries=False)
    response = pool.request(method, url, body=body or None, headers=headers, timeout=10)
    return Response(response.status, response.data.decode(errors="replace"))


def failed_call(error: Exception) -> LabError:
    """What a check could not do, in AWS's own words."""
    what = Text("A check could not be made.", "검사를 진행할 수 없습니다.")
    next_move = Text("correct what the message names", "메시지가 가리키는 것을 고치세요")
    return LabError(what, same(f"{type(error).__name__}: {error}"), next_move)
