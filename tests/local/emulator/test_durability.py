"""A killed emulator loses the last seconds at most, and its services agree with each other."""

from __future__ import annotations

import http.client
import json
import os
import random
import resource
import shutil
import signal
import socket
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from callnotes_local import emulator
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import Cloud
from tests.local.emulator.test_step_functions import (
    ask_activity,
    create_machine,
    start,
    wait_for_status,
)
from tests.security.signing import presign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Three more under the whole app: test_kill_loop.py. Many more: `make kill-loop`.
KILLS = 17
WINDOW_SECONDS = 5.0
# Around the next checkpoint; every eighth time there is more to lose than the window.
SHORT_LOAD, LONG_LOAD, LONG_EVERY = (0.2, 1.3), (5.2, 6.0), 8
TABLE, BUCKET, QUEUE = "notes", "audit", "events"
OPTIONS = emulator.StartOptions(stop_with_parent=True)


@dataclass
class Machine:
    """An emulator that can be killed."""

    home: Path
    runtime_dir: Path
    cloud: Cloud = field(init=False)

    def start(self) -> Cloud:
        self.cloud = Cloud(emulator.start(self.home, self.runtime_dir, OPTIONS))
        return self.cloud

    def kill(self) -> None:
        running = self.cloud.emulator
        os.kill(running.pid, signal.SIGKILL)
        assert wait_until(lambda: running.record.process() is None, timeout=5)

    def restart(self) -> Cloud:
        assert self.cloud.emulator.stop()
        return self.start()


@pytest.fixture
def machine(tmp_path: Path, runtime_dir: Path) -> Iterator[Machine]:
    made = Machine(tmp_path / "cloud", runtime_dir)
    made.start()
    yield made
    made.cloud.emulator.stop()


@dataclass
class Writer:
    """Writes numbers one after the other: into the table, then the bucket, then the queue."""

    cloud: Cloud
    next_number: int
    acknowledged: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        table, bucket, queue = map(self.cloud.client, ("dynamodb", "s3", "sqs"))
        url = queue.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        while not self._stop.is_set():
            number = str(self.next_number)
            try:
                table.put_item(TableName=TABLE, Item={"pk": {"S": number}})
                bucket.put_object(Bucket=BUCKET, Key=number, Body=b"x")
                queue.send_message(QueueUrl=url, MessageBody=number)
            except (ClientError, BotoCoreError):
                return
            self.acknowledged[self.next_number] = time.monotonic()
            self.next_number += 1


def make_stores(cloud: Cloud) -> None:
    cloud.client("dynamodb").create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    cloud.client("s3").create_bucket(Bucket=BUCKET)
    cloud.client("sqs").create_queue(QueueName=QUEUE)


def stored_numbers(cloud: Cloud) -> tuple[set[int], set[int], int]:
    """Return what table and bucket hold, and how many messages wait in the queue."""
    items = cloud.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE)
    table = {int(item["pk"]["S"]) for page in items for item in page["Items"]}
    objects = cloud.client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    bucket = {int(found["Key"]) for page in objects for found in page.get("Contents", [])}
    sqs = cloud.client("sqs")
    waiting = sqs.get_queue_attributes(
        QueueUrl=sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"],
        AttributeNames=["ApproximateNumberOfMessages"],
    )
    return table, bucket, int(waiting["Attributes"]["ApproximateNumberOfMessages"])


def test_kill_under_load_loses_nothing_older_than_five_seconds(machine: Machine) -> None:
    make_stores(machine.cloud)
    machine.cloud.emulator.checkpoint()
    randomness = random.Random(7)  # noqa: S311 - moments, not secrets
    following = 0
    for number in range(1, KILLS + 1):
        writer = Writer(machine.cloud, following)
        time.sleep(randomness.uniform(*(SHORT_LOAD if number % LONG_EVERY else LONG_LOAD)))
        killed = time.monotonic()
        machine.kill()
        writer.stop()
        table, bucket, messages = stored_numbers(machine.start())

        safe = {n for n, at in writer.acknowledged.items() if at < killed - WINDOW_SECONDS}
        lost = {*range(following), *safe} - table
        assert not lost, f"lost {sorted(lost)} of {len(writer.acknowledged)} acknowledged"
        assert table == set(range(len(table))), "a gap in the table"
        assert len(table) - 1 <= len(bucket) <= len(table), "table and bucket do not agree"
        assert len(bucket) - 1 <= messages <= len(bucket), "bucket and queue do not agree"
        following = len(table)
        _even_out(machine.cloud, following, len(bucket), messages)


def _even_out(cloud: Cloud, numbers: int, objects: int, messages: int) -> None:
    """Finish the number that the kill interrupted, as a client that retries would."""
    if objects < numbers:
        cloud.client("s3").put_object(Bucket=BUCKET, Key=str(numbers - 1), Body=b"x")
    if messages < numbers:
        sqs = cloud.client("sqs")
        url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody=str(numbers - 1))
    cloud.emulator.checkpoint()


def test_checkpoint_on_request_is_on_disk_when_it_returns(machine: Machine) -> None:
    make_stores(machine.cloud)
    machine.cloud.client("s3").put_object(Bucket=BUCKET, Key="1", Body=b"x" * 5000)
    saved = machine.cloud.emulator.checkpoint()
    machine.kill()
    body = machine.start().client("s3").get_object(Bucket=BUCKET, Key="1")["Body"].read()

    assert body == b"x" * 5000
    assert float(str(saved["pause_ms"])) < 200


PRINTING = """
    def handler(event, context):
        for record in event["Records"]:
            print("got " + record["dynamodb"]["Keys"]["pk"]["S"])
"""


def test_stream_reader_continues_at_its_position_after_a_restart(machine: Machine) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"""
    make_stores(machine.cloud)
    permissions = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
    role = machine.cloud.create_role(*permissions, "dynamodb:ListStreams")
    name = machine.cloud.create_function(PRINTING, Role=role)
    described = machine.cloud.client("dynamodb").describe_table(TableName=TABLE)["Table"]
    machine.cloud.client("lambda").create_event_source_mapping(
        EventSourceArn=described["LatestStreamArn"],
        FunctionName=name,
        StartingPosition="TRIM_HORIZON",
    )
    for key in ("before", "restarted", "killed"):
        table = machine.cloud.client("dynamodb")
        table.put_item(TableName=TABLE, Item={"pk": {"S": key}})
        assert machine.cloud.wait_for_message(f"/aws/lambda/{name}", f"got {key}"), key
        if key == "before":
            machine.restart()
        elif key == "restarted":
            machine.cloud.emulator.checkpoint()
            machine.kill()
            machine.start()


STUCK_AT_FIRST = """
    import time
    def handler(event, context):
        if event["Records"][0]["attributes"]["ApproximateReceiveCount"] == "1":
            time.sleep(25)
        print("delivered again")
"""


def test_message_in_flight_at_a_kill_is_visible_again_at_once(
    machine: Machine,
) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
    sqs = machine.cloud.client("sqs")
    url = sqs.create_queue(QueueName=QUEUE, Attributes={"VisibilityTimeout": "180"})["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    permissions = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
    role = machine.cloud.create_role(*permissions)
    name = machine.cloud.create_function(STUCK_AT_FIRST, Role=role, Timeout=30)
    machine.cloud.client("lambda").create_event_source_mapping(
        EventSourceArn=attributes["QueueArn"], FunctionName=name
    )
    sqs.send_message(QueueUrl=url, MessageBody="note")
    assert wait_until(lambda: _in_flight(machine.cloud, url) == 1, timeout=10)
    machine.cloud.emulator.checkpoint()
    machine.kill()

    assert machine.start().wait_for_message(f"/aws/lambda/{name}", "delivered again")


def _in_flight(cloud: Cloud, url: str) -> int:
    name = "ApproximateNumberOfMessagesNotVisible"
    found = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(found["Attributes"][name])


@pytest.mark.parametrize("killed", [False, True])
def test_running_workflow_ends(machine: Machine, killed: bool) -> None:  # noqa: FBT001
    """A Wait state does not continue: the execution fails, and its caller can start another.

    https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    """
    states = {"Wait": {"Type": "Wait", "Seconds": 600, "End": True}}
    workflows = machine.cloud.client("stepfunctions")
    workflow = workflows.create_state_machine(
        name="waits",
        definition=json.dumps({"StartAt": "Wait", "States": states}),
        roleArn=machine.cloud.create_role(),
    )["stateMachineArn"]
    run = workflows.start_execution(stateMachineArn=workflow)["executionArn"]
    machine.cloud.emulator.checkpoint()
    if killed:
        machine.kill()
    cloud = machine.start() if killed else machine.restart()

    found = cloud.client("stepfunctions").describe_execution(executionArn=run)
    assert (found["status"], found["error"]) == ("FAILED", "States.ServiceRestart")
    started = cloud.client("stepfunctions").start_execution(stateMachineArn=workflow)
    assert started["executionArn"] != run


def test_activity_works_after_a_restart(machine: Machine) -> None:
    activity, state_machine = ask_activity(machine.cloud)
    cloud = machine.restart()
    execution = start(cloud, state_machine, {})
    client = cloud.client("stepfunctions")
    token = client.get_activity_task(activityArn=activity)["taskToken"]
    client.send_task_success(taskToken=token, output="{}")
    assert wait_for_status(cloud, execution, "SUCCEEDED")


def test_local_cloud_ends_while_executions_wait_for_a_worker(machine: Machine) -> None:
    _, inner = ask_activity(machine.cloud)
    resource = "arn:aws:states:::states:startExecution.sync:2"
    task = {"Type": "Task", "Resource": resource, "TimeoutSeconds": 3600, "End": True}
    definition = {
        "StartAt": "Ask",
        "States": {"Ask": {**task, "Parameters": {"StateMachineArn": inner}}},
    }
    start(machine.cloud, create_machine(machine.cloud, definition), {})
    time.sleep(1)
    began = time.monotonic()
    machine.restart()
    assert time.monotonic() - began < 15


def test_clean_restart_loses_nothing(machine: Machine) -> None:
    make_stores(machine.cloud)
    writer = Writer(machine.cloud, 0)
    assert wait_until(lambda: len(writer.acknowledged) >= 20, timeout=10)
    writer.stop()
    numbers = set(writer.acknowledged)

    assert stored_numbers(machine.restart()) == (numbers, numbers, len(numbers))


ANSWERING = """
    def handler(event, context):
        print("got " + event["Records"][0]["body"])
"""


def test_queue_urls_follow_when_another_process_has_the_port(machine: Machine) -> None:
    """A queue's URL names the port; variables of functions name the URL."""
    sqs = machine.cloud.client("sqs")
    url = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    permissions = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
    role = machine.cloud.create_role(*permissions)
    variables = {"Variables": {"QUEUE_URL": url}}
    name = machine.cloud.create_function(ANSWERING, Role=role, Environment=variables)
    machine.cloud.client("lambda").create_event_source_mapping(
        EventSourceArn=attributes["QueueArn"], FunctionName=name
    )
    machine.cloud.emulator.stop()
    with socket.create_server(("127.0.0.1", machine.cloud.emulator.port)):
        cloud = machine.start()
    moved = cloud.client("sqs").get_queue_url(QueueName=QUEUE)["QueueUrl"]
    configuration = cloud.client("lambda").get_function_configuration(FunctionName=name)
    cloud.client("sqs").send_message(QueueUrl=moved, MessageBody="note")

    assert moved != url
    assert configuration["Environment"]["Variables"]["QUEUE_URL"] == moved
    assert cloud.wait_for_message(f"/aws/lambda/{name}", "got note")


def test_sign_in_survives_a_kill(machine: Machine) -> None:
    cognito = machine.cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="agents")["UserPool"]["Id"]
    machine.cloud.emulator.checkpoint()
    machine.kill()

    pools = machine.start().client("cognito-idp").list_user_pools(MaxResults=10)["UserPools"]
    assert [found["Id"] for found in pools] == [pool]


def test_state_of_another_version_is_refused_and_left_alone(machine: Machine) -> None:
    make_stores(machine.cloud)
    assert machine.cloud.emulator.stop()
    mark = machine.home / "state" / "format"
    written = mark.read_text()
    mark.write_text(json.dumps({"format": 1, "emulator": "1.0.0"}))

    with pytest.raises(emulator.EmulatorError, match=r"was written by .*1\.0\.0"):
        machine.start()
    mark.write_text(written)
    assert stored_numbers(machine.start()) == (set(), set(), 0)


def limit_files(machine: Machine, size: int) -> None:
    """Let the kernel refuse to make a file of the emulator larger: its disk is full."""
    limits = (size, resource.RLIM_INFINITY)
    resource.prlimit(machine.cloud.emulator.pid, resource.RLIMIT_FSIZE, limits)


def response_of(machine: Machine, path: str, method: str) -> tuple[int, bytes]:
    running = machine.cloud.emulator
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    with closing(connection):
        body = b"{}" if method == "POST" else None
        connection.request(method, path, body, headers=running.secret_header)
        answer = connection.getresponse()
        return answer.status, answer.read()


def health_of(machine: Machine) -> int:
    """Ask as the administrator, who alone may."""
    running = machine.cloud.emulator
    key = running.keys.access_key_id, running.keys.secret_access_key
    return response_of(machine, presign(running.port, key, "/_ministack/health"), "GET")[0]


def test_full_disk_returns_503_until_the_state_is_saved(machine: Machine) -> None:
    make_stores(machine.cloud)
    running = machine.cloud.emulator
    running.checkpoint()
    assert running.unsaved() is None
    limit_files(machine, 4096)
    table = machine.cloud.client("dynamodb")
    table.put_item(TableName=TABLE, Item={"pk": {"S": "1"}})

    assert wait_until(lambda: running.unsaved() is not None, timeout=10)
    status, body = response_of(machine, "/_aws/execute-api/an-api/v1/v1/notes", "POST")
    assert (status, json.loads(body)["title"]) == (503, "Service Unavailable")
    assert b"cannot save" in body
    assert response_of(machine, "/_aws/execute-api/an-api/v1/v1/notes", "GET")[0] != 503
    assert health_of(machine) == 503
    with pytest.raises(emulator.UnsavedError, match=r"nothing was saved since .* MiB free"):
        running.stop()
    assert running.is_running()

    limit_files(machine, resource.RLIM_INFINITY)
    assert wait_until(lambda: running.unsaved() is None, timeout=10)
    assert health_of(machine) == 200
    machine.kill()
    assert stored_numbers(machine.start())[0] == {1}


@pytest.mark.parametrize("begun_anew", [False, True])
def test_emulator_ends_and_writes_nothing_when_its_folder_is_removed(
    machine: Machine,
    runtime_dir: Path,
    begun_anew: bool,  # noqa: FBT001
) -> None:
    make_stores(machine.cloud)
    machine.cloud.emulator.checkpoint()
    first, table = machine.cloud.emulator, machine.cloud.client("dynamodb")
    shutil.rmtree(machine.home)
    second = emulator.start(machine.home, runtime_dir, OPTIONS) if begun_anew else None
    # It may have noticed already.
    with suppress(EndpointConnectionError):
        table.put_item(TableName=TABLE, Item={"pk": {"S": "1"}})

    assert wait_until(lambda: first.record.process() is None, timeout=20)
    assert (machine.home / "state" / "state.db").exists() == begun_anew
    if second:
        assert second.unsaved() is None
        assert Cloud(second).client("dynamodb").list_tables()["TableNames"] == []
        assert second.stop()


FEW, MANY, CHANGES = 200, 10_000, 50


def test_cost_of_a_save_follows_what_changed(machine: Machine) -> None:
    """A save of the same few changes beside fifty times as many items: no longer in proportion."""
    make_stores(machine.cloud)
    put_items(machine, range(FEW))
    beside_few = best_save(machine)
    put_items(machine, range(FEW, MANY))
    machine.cloud.emulator.checkpoint()

    assert best_save(machine) < 5 * beside_few


def put_items(machine: Machine, numbers: Iterable[int]) -> None:
    table = machine.cloud.client("dynamodb")
    for batch in batched(numbers, 25, strict=False):
        items = [{"pk": {"S": str(n)}, "body": {"S": "x" * 1000}} for n in batch]
        requests = [{"PutRequest": {"Item": item}} for item in items]
        table.batch_write_item(RequestItems={TABLE: requests})


def best_save(machine: Machine) -> float:
    seconds = []
    for _ in range(5):
        put_items(machine, range(CHANGES))
        machine.cloud.client("dynamodb").scan(TableName=TABLE, Limit=1)
        seconds.append(float(str(machine.cloud.emulator.checkpoint()["seconds"])))
    return min(seconds)


def test_archived_events_survive_a_kill_and_are_replayed(machine: Machine) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html"""
    events = machine.cloud.client("events")
    bus = events.create_event_bus(Name="notes")["EventBusArn"]
    archive = events.create_archive(ArchiveName="notes", EventSourceArn=bus)["ArchiveArn"]
    entry = {"Source": "notes", "DetailType": "made", "EventBusName": "notes"}
    events.put_events(Entries=[entry | {"Detail": json.dumps({"number": n})} for n in range(3)])
    machine.cloud.emulator.checkpoint()
    events.put_events(Entries=[entry | {"Detail": json.dumps({"number": 3})}])
    machine.cloud.emulator.checkpoint()
    machine.kill()

    cloud = machine.start()
    queue = cloud.client("sqs").create_queue(QueueName="replayed")["QueueUrl"]
    arn = f"arn:aws:sqs:{emulator.REGION}:{emulator.ACCOUNT}:replayed"
    events, pattern = cloud.client("events"), json.dumps({"replay-name": [{"exists": True}]})
    events.put_rule(Name="replayed", EventBusName="notes", EventPattern=pattern)
    target = {"Id": "1", "Arn": arn, "InputPath": "$.detail.number"}
    events.put_targets(Rule="replayed", EventBusName="notes", Targets=[target])
    times = {"EventStartTime": time.time() - 600, "EventEndTime": time.time() + 1}
    events.start_replay(
        ReplayName="again", EventSourceArn=archive, Destination={"Arn": bus}, **times
    )

    def received() -> set[str]:
        found = cloud.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
        numbers.update(message["Body"] for message in found.get("Messages", []))
        return numbers

    numbers: set[str] = set()
    assert wait_until(lambda: received() == {"0", "1", "2", "3"}, timeout=10)
