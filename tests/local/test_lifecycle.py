"""One local cloud from `up` to `down` and back, by the commands that people use."""

import json
import os
import resource
import shutil
import signal
import socket
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psutil
import pytest
import urllib3
from rich.console import Console

from callnotes_local import emulator
from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import STATE_FOLDER, Workspace, find_workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.deploy.sam import Sam, SamCli
from callnotes_local.edge import handle as edge
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.lifecycle import bring_up
from callnotes_local.lifecycle.bring_down import bring_down
from callnotes_local.lifecycle.bring_up import Up
from callnotes_local.seed.seed import make_seed_id
from callnotes_local.system.process import (
    PROXIES,
    ProcessRecord,
    find_free_port,
    is_port_free,
    listen,
    wait_until,
)
from tests.local.command_line import CommandLine
from tests.stack.polling import eventually

STATE = f"{STATE_FOLDER}/test-lifecycle"
QUIET = Progress(Console(quiet=True))
STATIONS = {
    "POST /local/v1/notes",
    "CreateNoteFunction",
    "dynamodb PutItem Table",
    "PublishEventsFunction",
    "EventsTopic",
    "SQS SendMessage IndexNoteQueue",
    "SQS SendMessage RecordAuditQueue",
    "IndexNoteFunction",
    "RecordAuditFunction",
    "s3 PutObject auditbucket",
}
type Node = dict[str, Any]


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    workspace = Workspace(find_workspace().root, STATE)
    bring_down(workspace, QUIET)
    shutil.rmtree(workspace.cloud, ignore_errors=True)
    yield workspace
    bring_down(workspace, QUIET)


@pytest.fixture(scope="module")
def up(workspace: Workspace) -> Up:
    """A cloud that is up; tests that take it down bring it up again."""
    up = Up(workspace, find_free_port(), QUIET)
    up.run()
    return up


@pytest.fixture
def callnotes(
    up: Up, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return CommandLine(up.workspace, monkeypatch, capsys)


def read_flow(callnotes: CommandLine, note_id: str) -> list[Node]:
    """The nodes of the note's tree, each before what is below it; none without a trace."""
    outcome = callnotes.run("flow", note_id, "--json")
    return list(walk(json.loads(outcome.out)["roots"])) if outcome.code == ExitCode.OK else []


def walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from walk(node["children"])


def request(callnotes: CommandLine, method: str, path: str, **options: Any) -> Any:
    status = json.loads(callnotes.run("status", "--json").out)
    token = callnotes.run("login", "hanbit-agent-1").out.strip()
    headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
    url = f"{status['api_url']}{path}"
    return urllib3.request(method, url, headers=headers, retries=False, timeout=30, **options)


def test_status_is_healthy_and_shows_addresses_and_outputs(callnotes: CommandLine, up: Up) -> None:
    outcome = callnotes.run("status", "--json")
    status = json.loads(outcome.out)
    assert outcome.code == ExitCode.OK
    assert status["healthy"] is True
    assert status["api_url"] == f"{up.origin}/v1"
    assert status["websocket_url"] is None
    assert status["stack"] == "callnotes-local"
    assert {"ApiId", "UserPoolClientId", "TableName"} <= set(status["outputs"])


def test_every_demo_user_of_status_signs_in_with_the_claims(callnotes: CommandLine) -> None:
    for user in json.loads(callnotes.run("status", "--json").out)["users"]:
        outcome = callnotes.run("login", user["username"])
        payload = outcome.out.strip().split(".")[1]
        claims = json.loads(urlsafe_b64decode(payload + "=="))
        assert outcome.err == ""
        assert claims["token_use"] == "id"
        assert (claims["tenant"], claims["role"]) == (user["tenant"], user["group"])


def test_unknown_names_are_exit_4(callnotes: CommandLine) -> None:
    for command in (("login", "unknown"), ("flow", "nothing"), ("logs", "no_function")):
        outcome = callnotes.run(*command)
        assert outcome.code == ExitCode.UNKNOWN_ID
        assert "next:" in outcome.err


def test_wrong_password_is_an_error_without_traceback(callnotes: CommandLine) -> None:
    outcome = callnotes.run("login", "hanbit-agent-1", "--password", "Wrong-password-1")
    assert outcome.code == ExitCode.FAILED
    assert outcome.out == ""


def test_demo_shows_every_station_in_one_tree_and_flow_repeats_it(callnotes: CommandLine) -> None:
    outcome = callnotes.run("demo", "--json")
    demo = json.loads(outcome.out)
    (root,) = demo["roots"]
    nodes = list(walk([root]))
    assert outcome.code == ExitCode.OK
    assert {node["name"] for node in nodes} >= STATIONS
    assert {node["status"] for node in nodes} == {"ok"}
    assert {node["link"] for node in nodes} == {"", "stream", "queue"}
    assert {node["name"] for node in read_flow(callnotes, demo["id"])} >= STATIONS


def test_flow_follows_each_version_to_the_deletion(callnotes: CommandLine) -> None:
    content = {"title": "t", "body": "b"}
    created = request(callnotes, "POST", "/notes", json=content)
    path = f"/notes/{created.json()['note_id']}"
    request(callnotes, "PUT", path, json=content, headers={"If-Match": '"1"'})
    deleted = request(callnotes, "DELETE", path, headers={"If-Match": '"2"'})
    assert deleted.status == 204

    def read_audited() -> list[str]:
        nodes = read_flow(callnotes, created.json()["note_id"])
        audited = [node["name"] for node in nodes if node["name"] == "s3 PutObject auditbucket"]
        is_over = not {"pending", "parked"} & {node["status"] for node in nodes}
        return [node["name"] for node in nodes] if len(audited) == 3 and is_over else []

    wrote = [name for name in eventually(read_audited) if name.endswith("/v1/notes/{note_id}")]
    assert wrote == ["PUT /local/v1/notes/{note_id}", "DELETE /local/v1/notes/{note_id}"]


def test_flow_shows_a_parked_record_with_its_reason(callnotes: CommandLine) -> None:
    cloud = attach_cloud(callnotes.workspace)
    note_id = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
    item: Any = {
        "pk": {"S": f"TENANT#hanbit#NOTE#{note_id}"},
        "sk": {"S": "NOTE"},
        "entity": {"S": "note"},
    }
    cloud.clients.dynamodb.put_item(TableName=cloud.output("TableName"), Item=item)
    (node,) = eventually(lambda: read_flow(callnotes, note_id))
    assert (node["name"], node["status"]) == ("ParkedEventsQueue", "parked")
    assert "the item has no" in node["details"]["reason"]
    depths = {
        q["name"]: q["waiting"] for q in json.loads(callnotes.run("queues", "--json").out)["queues"]
    }
    assert depths["ParkedEventsQueue"] == 1


def test_logs_show_one_request_of_one_function(callnotes: CommandLine) -> None:
    response = request(callnotes, "POST", "/notes", json={"title": "t", "body": "b"})
    request_id = response.headers["x-request-id"]
    lines = callnotes.run("logs", "create_note", "--request", request_id).out.splitlines()
    assert len(lines) == 1
    assert '"message":"request"' in lines[0]


def test_reset_restores_the_seeded_state(callnotes: CommandLine) -> None:
    made = request(callnotes, "POST", "/notes", json={"title": "t", "body": "b"}).json()
    assert callnotes.run("seed", "--reset").code == ExitCode.OK
    assert request(callnotes, "GET", f"/notes/{made['note_id']}").status == 404
    assert request(callnotes, "GET", f"/notes/{make_seed_id(0)}").status == 200
    assert [q["waiting"] for q in json.loads(callnotes.run("queues", "--json").out)["queues"]][
        -1
    ] == 0
    assert callnotes.run("demo").code == ExitCode.OK


def test_seeding_again_keeps_what_users_did(callnotes: CommandLine) -> None:
    path = f"/notes/{make_seed_id(0)}"
    etag = request(callnotes, "GET", path).headers["ETag"]
    changed = {"title": "changed", "body": "b", "customer_id": "hanbit-customer-01"}
    request(callnotes, "PUT", path, json=changed, headers={"If-Match": etag})
    assert callnotes.run("seed").code == ExitCode.OK
    assert request(callnotes, "GET", path).json()["title"] == "changed"


def test_up_again_deploys_nothing(
    callnotes: CommandLine, up: Up, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sam, "run", None)
    before = attach_cloud(up.workspace).emulator.pid
    outcome = callnotes.run("up", "--port", str(up.port))
    assert outcome.code == ExitCode.OK
    assert attach_cloud(up.workspace).emulator.pid == before
    assert "hanbit-agent-1" in outcome.out


def test_down_leaves_nothing_and_up_has_the_notes(callnotes: CommandLine, up: Up) -> None:
    note_id = json.loads(callnotes.run("demo", "--json").out)["id"]
    port = attach_cloud(up.workspace).emulator.port
    assert callnotes.run("down").code == ExitCode.OK
    assert find_processes(up.workspace) == []
    assert is_port_free(up.port)
    assert is_port_free(port)
    assert not (up.workspace.cloud / "tmp").exists()
    assert not up.workspace.temporary.exists()
    assert callnotes.run("up", "--port", str(up.port)).code == ExitCode.OK
    assert request(callnotes, "GET", f"/notes/{note_id}").status == 200
    assert {node["name"] for node in read_flow(callnotes, note_id)} >= STATIONS


def test_what_a_command_did_survives_that_everything_is_killed(
    callnotes: CommandLine, up: Up
) -> None:
    note_id = json.loads(callnotes.run("demo", "--json").out)["id"]
    served = edge.attach(up.workspace.edge)
    assert served
    for pid in (served.record.pid, attach_cloud(up.workspace).emulator.pid):
        os.kill(pid, signal.SIGKILL)
    assert callnotes.run("status").code == ExitCode.NOT_RUNNING
    assert callnotes.run("down").code == ExitCode.OK
    assert not (up.workspace.cloud / "tmp").exists()
    assert callnotes.run("up", "--port", str(up.port)).code == ExitCode.OK
    assert request(callnotes, "GET", f"/notes/{note_id}").status == 200


def test_cloud_that_cannot_save_is_red_everywhere_until_there_is_space(
    callnotes: CommandLine, up: Up
) -> None:
    running = attach_cloud(up.workspace).emulator
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    try:
        request(callnotes, "POST", "/notes", json={"title": "t", "body": "b"})
        assert wait_until(lambda: running.unsaved() is not None, timeout=20)
        refused = request(callnotes, "POST", "/notes", json={"title": "t", "body": "b"})
        outcomes = [callnotes.run(command) for command in ("status", "doctor", "down")]
    finally:
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

    assert (refused.status, "cannot save" in refused.json()["detail"]) == (503, True)
    assert [outcome.code for outcome in outcomes] == [
        ExitCode.NOT_RUNNING,
        ExitCode.FAILED,
        ExitCode.FAILED,
    ]
    for text in (outcome.out + outcome.err for outcome in outcomes):
        assert "nothing was saved since" in text
        assert "free space" in text
        assert "make clean" not in text
    assert wait_until(lambda: running.unsaved() is None, timeout=20)
    assert callnotes.run("status").code == ExitCode.OK


def test_damaged_state_is_refused_with_a_remedy_that_keeps_it(
    callnotes: CommandLine, up: Up
) -> None:
    assert callnotes.run("down").code == ExitCode.OK
    state = up.workspace.cloud / "state" / "state.db"
    whole = state.read_bytes()
    state.write_bytes(whole[:-8192])
    outcome = callnotes.run("up", "--port", str(up.port))
    assert outcome.code == ExitCode.FAILED
    what, why, next_command = outcome.err.splitlines()[-3:]
    assert what == "The local cloud did not start."
    assert why.count("is damaged") == 1
    assert "did not start" not in why
    assert f"mv {state.parent} {state.parent}." in next_command
    assert next_command.endswith(f"&& callnotes up --port {up.port}")
    assert state.read_bytes() == whole[:-8192]
    state.write_bytes(whole)
    assert callnotes.run("up", "--port", str(up.port)).code == ExitCode.OK


@pytest.fixture
def proxy() -> Iterator[list[bytes]]:
    """A proxy in the environment; what it was asked for."""
    asked: list[bytes] = []
    with listen(0) as listener:

        def note() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    asked.append(connection.recv(100))
                    connection.close()

        threading.Thread(target=note, daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        os.environ.update(dict.fromkeys(PROXIES, url))
        yield asked
        listener.shutdown(socket.SHUT_RDWR)


def test_proxy_of_the_user_sees_no_call_to_this_machine(
    callnotes: CommandLine, up: Up, proxy: list[bytes]
) -> None:
    os.environ.pop("no_proxy", None)
    os.environ.pop("NO_PROXY", None)
    up.workspace.deployment.unlink()
    for command in (["up", "--port", str(up.port)], ["status"], ["login", "hanbit-agent-1"]):
        assert callnotes.run(*command).code == ExitCode.OK
    for command in (["demo"], ["logs"], ["queues"]):
        assert callnotes.run(*command).code == ExitCode.OK
    assert proxy == []


@pytest.mark.parametrize("command", ["up", "down"])
def test_cloud_that_a_killed_up_left_is_found_and_ended_with_its_notes(
    callnotes: CommandLine, up: Up, command: str
) -> None:
    assert callnotes.run("up", "--port", str(up.port)).code == ExitCode.OK
    note_id = json.loads(callnotes.run("demo", "--json").out)["id"]
    left = attach_cloud(up.workspace).emulator.pid
    # As if `up` had been killed before it wrote them.
    (up.workspace.cloud / "emulator.json").unlink()
    (up.workspace.edge / "edge.json").unlink()
    found = json.loads(callnotes.run("doctor", "--port", str(up.port), "--json").out)
    assert any(str(left) in f["detail"] and f["remedy"] == "callnotes down" for f in found)
    outcome = callnotes.run(command, *(["--port", str(up.port)] if command == "up" else []))
    assert outcome.code == ExitCode.OK
    assert "left" in outcome.err
    assert not psutil.pid_exists(left)
    assert callnotes.run("up", "--port", str(up.port)).code == ExitCode.OK
    assert request(callnotes, "GET", f"/notes/{note_id}").status == 200


@pytest.fixture
def broken_build(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_sam: SamCli) -> None:
        raise CliError("`sam build` failed.", "a reason", "less its.log")

    monkeypatch.setattr(SamCli, "build", fail)
    monkeypatch.setattr(bring_up, "digest_inputs", lambda *_: "another digest")


@pytest.mark.usefixtures("broken_build")
def test_failed_up_ends_the_cloud_that_took_an_older_ones_place(
    callnotes: CommandLine, up: Up, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProcessRecord, "is_current", lambda _: False)
    assert emulator.attach(up.workspace.cloud)
    assert callnotes.run("up", "--port", str(up.port)).code == ExitCode.FAILED
    assert emulator.attach(up.workspace.cloud) is None


@pytest.mark.usefixtures("broken_build")
def test_failed_deployment_leaves_nothing_half_started(callnotes: CommandLine, up: Up) -> None:
    callnotes.run("down")
    outcome = callnotes.run("up", "--port", str(up.port))
    assert outcome.code == ExitCode.FAILED
    assert "less its.log" in outcome.err
    assert emulator.attach(up.workspace.cloud) is None
    assert find_processes(up.workspace) == []


def find_processes(workspace: Workspace) -> list[str]:
    """The command lines of living processes that belong to the workspace."""
    found = [
        " ".join(process.cmdline())
        for process in psutil.process_iter(["status"])
        if process.info["status"] != psutil.STATUS_ZOMBIE
    ]
    return [line for line in found if str(workspace.state) in line]
