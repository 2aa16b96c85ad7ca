"""What `callnotes sam-env` gives to the containers of `sam local`."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from callnotes_local.errors import CliError
from callnotes_local.sam_local import containers
from callnotes_local.sam_local.variables import write_variables
from callnotes_local.system.process import clean_environment
from tests.stack.stack import Stack
from tests.template import functions, read_template

HOST = "172.17.0.1"
# Another address of the loopback interface stands for the bridge.
OTHER_LOOPBACK = "127.0.0.2"
FORWARD = """
import sys
from callnotes_local.system.process import clean_environment
from callnotes_local.sam_local.containers import forward
forward(sys.argv[1], int(sys.argv[2]), lambda: print("open", flush=True))
"""


@pytest.fixture(scope="module")
def variables(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    path = tmp_path_factory.mktemp("sam-env") / "variables.json"
    write_variables(stack.cloud, HOST, path)
    written: dict[str, dict[str, str]] = json.loads(path.read_text())
    return written


def test_every_function_gets_what_the_template_declares(
    variables: dict[str, dict[str, str]],
) -> None:
    everywhere = set(read_template()["Globals"]["Function"]["Environment"]["Variables"])
    # SAM's own value is what the files in events/ name.
    left_to_sam = {"USER_POOL_CLIENT_ID"}
    assert {name: set(values) for name, values in variables.items()} == {
        function.logical_id: (set(function.environment) | everywhere) - left_to_sam
        for function in functions().values()
    }


def test_values_are_those_of_the_deployed_stack(
    stack: Stack, variables: dict[str, dict[str, str]]
) -> None:
    assert variables["GetNoteFunction"]["TABLE_NAME"] == stack.output("TableName")
    assert variables["RecordAuditFunction"]["AUDIT_BUCKET_NAME"] == stack.output("AuditBucketName")


def test_every_address_is_the_one_that_a_container_sees(
    stack: Stack, variables: dict[str, dict[str, str]]
) -> None:
    port = stack.cloud.emulator.port
    for values in variables.values():
        assert values["AWS_ENDPOINT_URL"] == f"http://{HOST}:{port}"
        assert not [value for value in values.values() if f"127.0.0.1:{port}" in value]
    assert HOST in variables["PublishEventsFunction"]["PARKED_EVENTS_QUEUE_URL"]


def test_an_empty_address_means_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    declared: dict[str, Any] = read_template()["Globals"]["Function"]["Environment"]["Variables"]
    monkeypatch.setenv("AWS_ENDPOINT_URL", declared["AWS_ENDPOINT_URL"])
    client = boto3.client("dynamodb", region_name="eu-west-1")
    assert client.meta.endpoint_url == "https://dynamodb.eu-west-1.amazonaws.com"


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "192.0.2.1"])  # noqa: S104
def test_only_a_bridge_of_containers_may_be_opened(host: str) -> None:
    with pytest.raises(CliError, match="no bridge of containers"):
        containers.check_bridge(host)


@pytest.fixture
def echo() -> Iterator[int]:
    """A server on the loopback that sends back what it gets."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_echo_once, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


def _echo_once(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        while chunk := connection.recv(65536):
            connection.sendall(chunk)


def test_the_forwarder_passes_everything_on_and_closes_with_its_command(echo: int) -> None:
    command = [sys.executable, "-c", FORWARD, OTHER_LOOPBACK, str(echo)]
    with subprocess.Popen(command, env=clean_environment(), stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout
            assert child.stdout.readline() == b"open\n"
            assert send(echo, b"x" * 1_000_000) == 1_000_000
        finally:
            child.terminate()
    assert child.returncode == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((OTHER_LOOPBACK, echo))


def send(port: int, content: bytes) -> int:
    """Send through the forwarder; count what comes back."""
    with socket.create_connection((OTHER_LOOPBACK, port), timeout=10) as connection:
        sender = threading.Thread(target=connection.sendall, args=(content,))
        sender.start()
        received = 0
        while received < len(content):
            received += len(connection.recv(65536))
        sender.join()
    return received
