"""More invocations than this machine has execution environments for.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

from __future__ import annotations

import functools
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest
from botocore.exceptions import ClientError

from callnotes_local import emulator
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import Cloud
from tests.local.emulator.gateway import deploy

LIMIT = 3
STARTS = 2
WAIT_SECONDS = 5.0
SECONDS = 15.0
CONNECTIONS = 120

NAMED = "import os\ndef handler(event, context):\n    return os.getpid()\n"
ANSWERING = "def handler(event, context):\n    return {'statusCode': 200, 'body': '{}'}\n"
# Ends when the file that the event names is there.
HELD = """
    import os, time
    def handler(event, context):
        while not os.path.exists(event):
            time.sleep(0.01)
"""
SLOW_TO_START = """
    import time
    begun = time.time()
    time.sleep(0.3)
    ready = time.time()
    def handler(event, context):
        time.sleep(0.5)
        return [begun, ready]
"""


@pytest.fixture(scope="module")
def cloud(runtime_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    settings = {
        "CALLNOTES_MAX_ENVIRONMENTS": str(LIMIT),
        "CALLNOTES_MAX_STARTS": str(STARTS),
        "CALLNOTES_MAX_WAIT_SECONDS": str(WAIT_SECONDS),
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1",
    }
    options = emulator.StartOptions(stop_with_parent=True, settings=settings)
    started = emulator.start(tmp_path_factory.mktemp("small-cloud"), runtime_dir, options)
    yield Cloud(started)
    started.stop()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as executor:
        yield executor


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Path]:
    """The file that lets held functions end; at the latest when the test ends."""
    path = tmp_path / "gate"
    yield path
    path.touch()


def environments(cloud: Cloud) -> dict[str, int]:
    found: Any = cloud.emulator.status()["environments"]
    return dict(found)


def environment_processes(cloud: Cloud) -> list[psutil.Process]:
    children = psutil.Process(cloud.emulator.pid).children(recursive=True)
    return [child for child in children if "awslambdaric" in child.cmdline()]


def is_dead(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def occupy(cloud: Cloud, pool: ThreadPoolExecutor, gate: Path) -> list[Future[Any]]:
    """Keep all environments busy until the gate opens."""
    function = cloud.create_function(HELD, Timeout=20)
    held = [pool.submit(cloud.invoke, function, str(gate)) for _ in range(LIMIT)]
    busy = {"busy": LIMIT, "starting": 0, "waiting": 0}
    assert wait_until(lambda: environments(cloud).items() >= busy.items(), SECONDS, 0.02)
    return held


def throttled(call: Callable[[], object]) -> Any:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response


def test_burst_is_served_by_as_many_environments_as_allowed(
    cloud: Cloud, pool: ThreadPoolExecutor
) -> None:
    function = cloud.create_function(NAMED)
    pids = {reply.payload for reply in pool.map(lambda _: cloud.invoke(function), range(30))}
    assert 1 <= len(pids) <= LIMIT
    assert len(environment_processes(cloud)) <= LIMIT


def test_few_environments_start_at_a_time(cloud: Cloud, pool: ThreadPoolExecutor) -> None:
    function = cloud.create_function(SLOW_TO_START)
    replies = pool.map(lambda _: cloud.invoke(function).payload, range(LIMIT))
    starts = sorted({(begun, ready) for begun, ready in replies})
    assert len(starts) > STARTS
    at_once = [sum(begun < ready <= end for begun, end in starts) for _, ready in starts]
    assert max(at_once) <= STARTS


def test_waiting_invocations_are_served_in_order(
    cloud: Cloud, pool: ThreadPoolExecutor, gate: Path
) -> None:
    """Each waits in the queue before the next one comes; one environment then serves all."""
    counting = (
        "calls = []\ndef handler(event, context):\n    calls.append(event)\n    return calls\n"
    )
    function = cloud.create_function(counting)
    held = occupy(cloud, pool, gate)
    replies = []
    for number in range(4):
        replies.append(pool.submit(cloud.invoke, function, number))
        assert wait_until(lambda: environments(cloud)["waiting"] == len(replies), SECONDS, 0.01)
    gate.touch()
    seen = [reply.result().payload for reply in replies]
    assert [call.result().error for call in held] == [None] * LIMIT
    assert all(calls == sorted(calls) for calls in seen)


def test_invocation_without_an_environment_in_time_is_throttled(
    cloud: Cloud, pool: ThreadPoolExecutor, gate: Path
) -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (TooManyRequestsException)"""
    function = cloud.create_function(NAMED)
    route = deploy(cloud, cloud.client("apigateway").create_rest_api(name="full")["id"], ANSWERING)
    occupy(cloud, pool, gate)
    behind_gateway = pool.submit(route.get)

    refusal = throttled(lambda: cloud.invoke(function))
    assert refusal["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert refusal["Error"]["Code"] == "TooManyRequestsException"
    assert refusal["Reason"] == "ConcurrentInvocationLimitExceeded"
    # On AWS 500; here the machine's limit counts as the gateway's own (docs/local-vs-aws.md).
    response = behind_gateway.result()
    assert (response.status, response.body) == (429, {"message": "Too Many Requests"})
    assert environments(cloud)["waiting"] == 0


def test_message_waits_longer_than_a_caller_and_is_received_once(
    cloud: Cloud, pool: ThreadPoolExecutor, gate: Path
) -> None:
    counting = """
        def handler(event, context):
            print("received", event["Records"][0]["attributes"]["ApproximateReceiveCount"])
    """
    function, sqs = cloud.create_function(counting), cloud.client("sqs")
    queue = sqs.create_queue(QueueName=function)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=function, EventSourceArn=arn["QueueArn"]
    )
    occupy(cloud, pool, gate)
    sqs.send_message(QueueUrl=queue, MessageBody="patient")
    assert wait_until(lambda: environments(cloud)["waiting"] == 1, SECONDS, 0.02)
    throttled(lambda: cloud.invoke(function))
    gate.touch()
    assert cloud.wait_for_message(f"/aws/lambda/{function}", "received 1", SECONDS)


def test_idle_environment_makes_room_for_another_function(cloud: Cloud) -> None:
    functions = [cloud.create_function(NAMED) for _ in range(LIMIT + 1)]
    pids = [cloud.invoke(function).payload for function in functions]
    assert not psutil.pid_exists(pids[0])
    assert all(psutil.pid_exists(pid) for pid in pids[1:])
    assert len(environment_processes(cloud)) == LIMIT
    assert cloud.invoke(functions[-1]).payload == pids[-1]


@pytest.mark.parametrize("source", ["raise ValueError", "import os; os._exit(1)", HELD])
def test_environment_that_failed_gives_its_place_back(
    cloud: Cloud, pool: ThreadPoolExecutor, source: str
) -> None:
    failing = cloud.create_function(source, Timeout=1)
    replies = pool.map(lambda _: cloud.invoke(failing, "/never"), range(LIMIT))
    assert [reply.error for reply in replies] == ["Unhandled"] * LIMIT
    assert cloud.invoke(cloud.create_function(NAMED)).error is None
    assert environments(cloud)["starting"] == 0


def test_killed_environment_gives_its_place_back(cloud: Cloud) -> None:
    function = cloud.create_function(NAMED)
    for _ in range(LIMIT + 1):
        killed = psutil.Process(cloud.invoke(function).payload)
        killed.kill()
        assert wait_until(functools.partial(is_dead, killed), SECONDS, 0.01)
    assert cloud.invoke(function).error is None
    assert len(environment_processes(cloud)) <= LIMIT


def test_connections_wait_while_the_emulator_is_busy(cloud: Cloud) -> None:
    """More of them than a server's usual queue of 100 holds."""
    emulator_process = psutil.Process(cloud.emulator.pid)
    address = ("127.0.0.1", cloud.emulator.port)
    emulator_process.suspend()
    try:
        with ExitStack() as opened:
            for _ in range(CONNECTIONS):
                opened.enter_context(socket.create_connection(address, timeout=0.5))
    finally:
        emulator_process.resume()
    assert environments(cloud)["waiting"] == 0


class TestReservedConcurrency:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""

    def test_synchronous_call_of_a_stopped_function_is_429(self, cloud: Cloud) -> None:
        function = cloud.create_function(NAMED)
        cloud.reserve_concurrency(function, 0)
        refusal = throttled(lambda: cloud.invoke(function))
        assert refusal["ResponseMetadata"]["HTTPStatusCode"] == 429
        assert refusal["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"

    def test_gateway_returns_500_for_a_stopped_function(self, cloud: Cloud) -> None:
        """https://repost.aws/knowledge-center/api-gateway-internal-server-error"""
        route = deploy(
            cloud, cloud.client("apigateway").create_rest_api(name="stopped")["id"], ANSWERING
        )
        cloud.reserve_concurrency(route.function, 0)
        response = route.get()
        assert (response.status, response.body) == (500, {"message": "Internal server error"})

    def test_event_of_a_stopped_function_is_kept_and_delivered_later(self, cloud: Cloud) -> None:
        """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"""
        function = cloud.create_function("def handler(event, context):\n    print(event)\n")
        configuration = {"FunctionName": function, "MaximumRetryAttempts": 0}
        cloud.client("lambda").put_function_event_invoke_config(**configuration)
        cloud.reserve_concurrency(function, 0)
        cloud.invoke(function, "late", InvocationType="Event")
        assert wait_until(lambda: cloud.count_throttles(function) >= 3, SECONDS, 0.1)
        assert not cloud.log_messages_if_any(f"/aws/lambda/{function}")
        cloud.reserve_concurrency(function, 1)
        assert cloud.wait_for_message(f"/aws/lambda/{function}", "late")
