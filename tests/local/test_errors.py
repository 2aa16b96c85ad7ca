"""Every error that the kit raises: what, why and next, an exit code of its own, no traceback."""

import ast
import errno
import io
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import Popen
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
import urllib3
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from rich.console import Console

from callnotes_local import emulator
from callnotes_local.account import access, change_set, deploy, destroy, environments
from callnotes_local.account.access import Choice
from callnotes_local.cloud import archive, buckets, cloud, login
from callnotes_local.cloud.flags import Flags
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.command_line import (
    chaos,
    cli,
    compare_deployments,
    flags,
    quiz,
    secrets,
    topics,
    trace,
)
from callnotes_local.command_line.interruption import saying_what_stays
from callnotes_local.command_line.progress import Progress
from callnotes_local.command_line.unforeseen import explain
from callnotes_local.completion import stack
from callnotes_local.deploy import failure
from callnotes_local.deployed.intrinsics import UnresolvedError
from callnotes_local.deployment_check import check as deployment
from callnotes_local.doctor.machine import Finding
from callnotes_local.edge import handle as edge
from callnotes_local.emulator import EmulatorError
from callnotes_local.emulator.functions import runtime
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.lifecycle import bring_up
from callnotes_local.lifecycle.bring_up import Up
from callnotes_local.observe import (
    demo,
    escalation_demo,
    escalations,
    logs,
    metrics,
    redrive,
)
from callnotes_local.observe.trace import search_traces
from callnotes_local.sam_local import containers
from callnotes_local.system import process
from callnotes_local.system.lock import hold_lock
from callnotes_local.system.process import KIT_ROOT, ProcessRecord, listen
from tests.local.command_line import CommandLine
from tests.local.edge_upstream import edge_settings
from tests.local.wired_stack import wired_stack

KIT = KIT_ROOT / "callnotes_local"
ENVIRONMENT = environments.Environment("staging", "callnotes-staging", "us-east-1", "", (), ())
REAL, LOCAL_URL = "123456789012", "http://127.0.0.1:4566"


class Bench:
    """Where errors are provoked: a checkout of its own, and parts that fail."""

    def __init__(self, callnotes: CommandLine, patch: pytest.MonkeyPatch) -> None:
        self.callnotes = callnotes
        self.workspace = callnotes.workspace
        self.patch = patch.setattr

    @property
    def up(self) -> Up:
        return Up(self.workspace, 3000, Progress(Console(quiet=True)))

    def account(self, **responses: Any) -> Any:
        """The access to an account whose stack is in this state."""
        return SimpleNamespace(
            environment=ENVIRONMENT,
            account=REAL,
            endpoint_url=None,
            clients=SimpleNamespace(cloudformation=Fake(**responses)),
        )


class Fake:
    """A client that returns the given responses, and None for every other call."""

    def __init__(self, **responses: Any) -> None:
        self.responses = responses

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *_, **__: self.responses.get(name)


def failing(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


def refusal(code: str = "AccessDenied") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "a reason"}}, "DescribeStacks")


def destruction(bench: Bench) -> destroy.Destroy:
    quiet = Console(quiet=True)
    return destroy.Destroy(bench.account(), destroy.Extent(), quiet, Progress(quiet))


def refuse_second_lock(bench: Bench) -> None:
    with hold_lock(bench.workspace.state), hold_lock(bench.workspace.state):
        pass


def miss_output(_: Bench) -> None:
    bare: Any = cloud.Cloud(Fake())  # type: ignore[arg-type]
    bare.__dict__["outputs"] = {}
    bare.output("ApiId")


def interrupt(_: Bench) -> None:
    with saying_what_stays("Nothing was changed.", "callnotes up"):
        raise KeyboardInterrupt


def mistake_filter(_: Bench) -> None:
    failed = ClientError({"Error": {"Message": "a reason"}}, "GetTraceSummaries")
    client = SimpleNamespace(get_trace_summaries=failing(failed))
    client.exceptions = SimpleNamespace(InvalidRequestException=ClientError)
    search_traces(client, "foo = 1", 0, 1)


def miss_trace(_: Bench) -> None:
    trace.show_tree("x", [], as_json=True)


def refuse_sign_in(_: Bench) -> None:
    clients = SimpleNamespace(cognito=SimpleNamespace(initiate_auth=failing(refusal())))
    login.sign_in(SimpleNamespace(clients=clients, output=str), "hanbit-agent-1")  # type: ignore[arg-type]


def refuse_request(bench: Bench) -> None:
    bench.patch(escalations, "sign_in", lambda *_: "token")
    problem = {"title": "Service Unavailable", "detail": "Try again."}
    response = SimpleNamespace(status=503, json=lambda: problem)
    bench.patch(urllib3, "request", lambda *_, **__: response)
    escalations.Desk(Fake(), "http://127.0.0.1/v1", "x").call("POST", "/notes")  # type: ignore[arg-type]


class FakeFlags(Flags):
    """The flags of a stack whose newest deployment is in this state."""

    def __init__(self, state: str, number: int = 1) -> None:
        newest = {"State": state, "DeploymentNumber": number}
        self._appconfig = Fake(list_deployments={"Items": [newest]})
        payload = io.BytesIO(b'{"errorMessage": "no document"}')
        self._functions: Any = Fake(invoke={"FunctionError": "Unhandled", "Payload": payload})
        self._ids = {"FlagsProfile": "p", "CheckFlagsFunction": "f"}
        self._environment = self._profile = {}


def fail_rotation(_: Bench) -> None:
    payload = io.BytesIO(b'{"errorType": "Conflict", "errorMessage": "not pending"}')
    functions = Fake(invoke={"FunctionError": "Unhandled", "Payload": payload})
    cloud: Any = SimpleNamespace(clients=SimpleNamespace(functions=functions), physical_id=str)
    secrets._call(cloud, {"Step": "testSecret"})


def damage_progress(bench: Bench) -> None:
    bench.workspace.state.mkdir(parents=True)
    (bench.workspace.state / "quiz.json").write_text("{")
    bench.patch(quiz, "workspace", bench.workspace)
    quiz.quiz()


def ask_nobody(bench: Bench) -> None:
    bench.patch(quiz, "workspace", bench.workspace)
    bench.patch(sys, "stdin", io.StringIO())
    quiz.quiz(count=1)


def roll_back_document(bench: Bench) -> None:
    bench.patch(flags, "_echo_deployment", lambda _: None)
    ended = {"State": "ROLLED_BACK", "PercentageComplete": 0.0}
    rolled_back: Any = SimpleNamespace(deploy=lambda *_: [ended])
    flags._deploy(rolled_back, b"{}", "AtOnce")


def wait_for_an_escalation(bench: Bench) -> None:
    bench.patch(escalation_demo, "wait_until", lambda *_: False)
    escalation_demo.Demo(Fake(), Fake()).wait("e1", {"waiting"})  # type: ignore[arg-type]


def lose_demo_note(bench: Bench) -> None:
    bench.patch(demo, "read_flow", lambda *_: [])
    bench.patch(demo, "read_wiring", lambda _: None)
    demo.watch_note(Fake(), "x", seconds=0)  # type: ignore[arg-type]


def fail_install(_: Bench) -> None:
    runtime._run_uv([sys.executable, "-c", "import sys; sys.exit('no index')"])


def miss_bridge(bench: Bench) -> None:
    bench.patch(containers, "_addresses", dict)
    bench.patch(platform, "system", lambda: "Linux")
    containers.find_host()


def fail_start(bench: Bench) -> None:
    bench.patch(emulator, "start", failing(EmulatorError("a reason")))
    bench.up._start_cloud()


def damage_state(bench: Bench) -> None:
    remedy = "callnotes down && mv state aside && callnotes up"
    bench.patch(bring_up, "examine_state", lambda _: Finding("state", "it is damaged", remedy))
    bench.patch(sys, "argv", ["callnotes", "up", "--port", "3005"])
    fail_start(bench)


def refer_to_nothing(bench: Bench) -> None:
    bench.patch(bring_up, "read_stack", failing(UnresolvedError("Nothing")))
    bench.patch(bring_up, "find_template_fault", lambda _: "template.yaml:7: no Nothing")
    bench.up._read_stack(Fake())  # type: ignore[arg-type]


def replay(since: int = -60, **responses: Any) -> None:
    bus = {"describe_event_bus": {"Arn": "arn:bus"}, "list_archives": {"Archives": []}}
    clients: Any = SimpleNamespace(events=Fake(**bus | responses))
    archive.replay_events(clients, "bus", datetime.now(UTC) + timedelta(seconds=since), None)


def fail_replay(_: Bench) -> None:
    found = {"ArchiveArn": "arn:archive", "EventSourceArn": "arn:bus", "EventCount": 1}
    listed = {"Archives": [{"ArchiveName": "bus"}]}
    replay(list_archives=listed, describe_archive=found, describe_replay={"State": "FAILED"})


def leave_incomplete(bench: Bench) -> None:
    completion, resource = Fake(), SimpleNamespace(type="a type", logical_id="Api")
    dropped = [stack.Dropped(completion, resource, ("Name",))]  # type: ignore[arg-type]
    bench.patch(stack, "find_dropped", lambda _: dropped)
    stack.complete_stack(Fake())  # type: ignore[arg-type]


def fail_edge(bench: Bench) -> None:
    bench.patch(process, "start_module", lambda *_: Popen([sys.executable, "-c", ""]))
    settings = edge_settings("http://127.0.0.1:9", ProcessRecord.of(os.getpid(), 0))
    edge.start(bench.workspace.edge, settings)


def stay_unhealthy(bench: Bench) -> None:
    bench.patch(bring_up, "READY_SECONDS", 0)
    bench.patch(bring_up, "is_healthy", lambda _: False)
    bench.patch(edge, "start", lambda *_: None)
    keys = SimpleNamespace(run_secret="")
    running = SimpleNamespace(endpoint_url="", keys=keys, record=None)
    bench.up._serve(SimpleNamespace(emulator=running, output=str))  # type: ignore[arg-type]


def race_for_port(bench: Bench) -> None:
    with listen(0) as held:
        port = held.getsockname()[1]
        Up(bench.workspace, port, Progress(Console(quiet=True)))._hold_port()


def miss_deployment(bench: Bench) -> None:
    found = SimpleNamespace(output=str, clients=None)
    bench.patch(deployment, "attach_cloud", lambda _: found)
    bench.patch(deployment, "read_stack", failing(refusal()))
    deployment.check_workspace(bench.workspace)


def miss_function(bench: Bench) -> None:
    bench.patch(logs, "list_functions", lambda _: ["create_note"])
    logs.read_logs(Fake(), "x", None, 1)  # type: ignore[arg-type]


def miss_metric(_: Bench) -> None:
    pages = SimpleNamespace(paginate=lambda: SimpleNamespace(search=lambda _: []))
    clients = SimpleNamespace(cloudwatch=Fake(get_paginator=pages))
    metrics.read_metrics(SimpleNamespace(clients=clients), "x", 60)  # type: ignore[arg-type]


def fail_sam(bench: Bench) -> None:
    bench.patch(failure, "find_template_fault", lambda _: None)
    log = bench.workspace.root / "my logs.log"
    log.write_text("Error: this is why\nnot this\n")
    raise failure.failed_sam("build", bench.workspace.root, log)


def open_access(bench: Bench, choice: Choice, account: str, **variables: str) -> None:
    bench.patch(access, "_ask_who", lambda *_: (account, "arn"))
    bench.patch(access, "_check_endpoints", lambda *_: None)
    running = SimpleNamespace(endpoint_url=LOCAL_URL, client_environment=dict)
    bench.patch(emulator, "attach", lambda _: running)
    access.open_access(ENVIRONMENT, choice, variables, bench.workspace.cloud)


def follow_profile(_: Bench) -> None:
    client = SimpleNamespace(meta=SimpleNamespace(endpoint_url=LOCAL_URL))
    access._check_endpoints(SimpleNamespace(make_client=lambda _: client))  # type: ignore[arg-type]


def ask_who(error: Exception) -> None:
    sts = SimpleNamespace(get_caller_identity=failing(error))
    access._ask_who(SimpleNamespace(make_client=lambda _: sts))  # type: ignore[arg-type]


def keep_object(_: Bench) -> None:
    error = {"Key": "k", "Code": "AccessDenied", "Message": "a reason"}
    pages = Fake(search=[{"Key": "k", "VersionId": "1"}])
    paginator = SimpleNamespace(paginate=lambda **_: pages)
    s3: Any = Fake(get_paginator=paginator, delete_objects={"Errors": [error]})
    buckets.empty_bucket(s3, "bucket")


def fail_deployment(bench: Bench) -> None:
    bench.patch(change_set, "wait_for_end", lambda *_: "ROLLBACK_COMPLETE")
    bench.patch(change_set, "find_stack_failure", lambda *_: "Table: a reason")
    change_set.execute(bench.account(), "change-set")


def lose_sight(bench: Bench) -> None:
    with change_set.watching(bench.account(), "callnotes-staging"):
        raise refusal("ThrottlingException")


def decline_deployment(bench: Bench) -> None:
    bench.patch(deploy, "read_changes", lambda *_: [])
    bench.patch(deploy, "confirm", lambda *_: False)
    bench.patch(deploy, "discard", lambda *_: None)
    quiet = Console(quiet=True)
    sam: Any = None
    deploy.Deploy(bench.account(), sam, quiet, Progress(quiet))._ask("change-set", yes=False)


def decline_destruction(bench: Bench) -> None:
    bench.patch(destroy, "confirm", lambda *_: False)
    destruction(bench)._ask([], yes=False)


def fail_destruction(bench: Bench) -> None:
    bench.patch(destroy, "wait_for_end", lambda *_: "DELETE_FAILED")
    bench.patch(destroy, "find_stack_failure", lambda *_: "Table: a reason")
    destruction(bench)._delete_stack("stack-id")


def leave_something(bench: Bench) -> None:
    bench.patch(destroy, "find_left", lambda *_: [object()])
    bench.patch(destroy, "describe_kept", lambda *_: ["AWS::S3::Bucket: b (kept)"])
    destruction(bench)._prove([])


def unforeseen(error: Exception) -> Callable[[Bench], None]:
    def provoke(_: Bench) -> None:
        raise explain(error)

    return provoke


@dataclass(frozen=True)
class Case:
    """An error: where it is raised, how it comes about, what its reader sees."""

    site: str
    provoke: Callable[[Bench], object]
    what: str
    next_command: str
    code: ExitCode = ExitCode.FAILED


FAILED, USAGE, NOT_RUNNING = ExitCode.FAILED, ExitCode.USAGE, ExitCode.NOT_RUNNING
UNKNOWN, LEFT, INTERRUPTED = ExitCode.UNKNOWN_ID, ExitCode.LEFT_BEHIND, ExitCode.INTERRUPTED
PROTECTED = [SimpleNamespace(physical_id="table")]


def refuse_fault(bench: Bench) -> None:
    (bench.workspace.root / "functions").mkdir()
    bench.patch(chaos, "workspace", bench.workspace)
    chaos.on(["dynamodb.PutItm=drop"])


# fmt: off
CASES = [
    Case("system.lock.hold_lock", refuse_second_lock, "Another callnotes", "wait for it"),
    Case("errors.not_running", lambda b: cloud.attach_cloud(b.workspace),
         "not running", "callnotes up", NOT_RUNNING),
    Case("errors.interrupted", interrupt, "Interrupted", "callnotes up", INTERRUPTED),
    Case("cloud.cloud.output", miss_output, "not deployed", "callnotes up", NOT_RUNNING),
    Case("command_line.trace.show_tree", miss_trace, "no trace of 'x'", "callnotes demo", UNKNOWN),
    Case("observe.trace.search_traces", mistake_filter,
         "filter is not understood", "callnotes trace --where", USAGE),
    Case("cloud.login.sign_in", lambda _: login.sign_in(Fake(), "x"),  # type: ignore[arg-type]
         "no user 'x'", "callnotes status", UNKNOWN),
    Case("cloud.login.sign_in", refuse_sign_in, "cannot sign in", "callnotes seed"),
    Case("observe.logs.read_logs", miss_function, "no function 'x'", "callnotes logs", UNKNOWN),
    Case("observe.metrics.read_metrics", miss_metric,
         "no metric 'x'", "callnotes metrics", UNKNOWN),
    Case("observe.redrive.find_source",
         lambda _: redrive.find_source(wired_stack(), "IndexNoteDeadQueue"),
         "no queue 'IndexNoteDeadQueue'", "callnotes queues", UNKNOWN),
    Case("observe.redrive.find_source",
         lambda _: redrive.find_source(wired_stack(), "ParkedEventsQueue"),
         "not the dead-letter queue of a queue", "callnotes queues", USAGE),
    Case("observe.escalations.call", refuse_request,
         "POST /notes was refused", "callnotes logs"),
    Case("observe.escalation_demo.wait", wait_for_an_escalation,
         "e1 goes on", "callnotes escalations show e1"),
    Case("cloud.flags.deploy", lambda _: list(FakeFlags("BAKING").deploy(b"{}", "AtOnce")),
         "flags stay", "callnotes flags rollback"),
    Case("cloud.flags._validate", lambda _: list(FakeFlags("COMPLETE").deploy(b"{}", "AtOnce")),
         "document is refused", "callnotes flags show"),
    Case("command_line.secrets._call", fail_rotation,
         "secret stays", "callnotes logs rotate_secret"),
    Case("command_line.compare_deployments.compare_deployments",
         lambda _: compare_deployments.compare_deployments(canary="x"),
         "Nothing was compared", "callnotes compare-deployments", USAGE),
    Case("command_line.chaos.explaining", refuse_fault,
         "no fault to inject", "callnotes chaos list", USAGE),
    Case("command_line.topics.topics", lambda _: topics.topics("x"),
         "no topic 'x'", "callnotes topics", UNKNOWN),
    Case("command_line.quiz.quiz", damage_progress, "progress cannot be read", "less .*quiz.json"),
    Case("command_line.quiz.quiz", ask_nobody, "Nobody can answer", "callnotes quiz", USAGE),
    Case("command_line.quiz.quiz", lambda _: quiz.quiz(service="x"),
         "nothing to ask", "callnotes quiz", USAGE),
    Case("command_line.flags._deploy", roll_back_document,
         "document was rolled back", "callnotes flags show"),
    Case("cloud.flags.roll_back", lambda _: FakeFlags("COMPLETE").roll_back(),
         "nothing to roll back", "callnotes flags show"),
    Case("observe.demo.watch_note", lose_demo_note, "did not arrive", "callnotes flow x"),
    Case("emulator.functions.runtime._run_uv", fail_install,
         "could not be installed", "package index"),
    Case("sam_local.containers.find_host", miss_bridge, "No bridge", "callnotes sam-env --host"),
    Case("sam_local.containers.check_bridge", lambda _: containers.check_bridge("192.0.2.1"),
         "192.0.2.1 is no bridge", "callnotes sam-env --forward"),
    Case("lifecycle.bring_up._start_cloud", fail_start, "did not start", "less .*emulator.log"),
    Case("lifecycle.bring_up._start_cloud", damage_state,
         "did not start", "mv state aside && callnotes up --port 3005$"),
    Case("lifecycle.bring_up._read_stack", refer_to_nothing,
         "refers to Nothing", "correct template.yaml, then: callnotes status"),
    Case("cloud.archive.replay_events", lambda _: replay(since=60),
         "Nothing was replayed", "callnotes events replay --help", USAGE),
    Case("cloud.archive.replay_events", lambda _: replay(),
         "Nothing was replayed", "callnotes up"),
    Case("cloud.archive.replay_events", fail_replay,
         "Not every event was replayed", "callnotes queues"),
    Case("completion.stack.complete_stack", leave_incomplete,
         "incomplete", "less docs/local-vs-aws.md"),
    Case("edge.handle._launch", fail_edge, "edge did not start", "less .*edge.log"),
    Case("lifecycle.bring_up._serve", stay_unhealthy,
         "not healthy", "less .*emulator.log", NOT_RUNNING),
    Case("lifecycle.bring_up._hold_port", race_for_port,
         "is taken", r"callnotes up --port \d+", ExitCode.PORT_BUSY),
    Case("deployment_check.check.check_workspace", miss_deployment,
         "cannot be compared", "callnotes up"),
    Case("deploy.failure.failed_sam", fail_sam, "`sam build` failed", "less '.*my logs.log'"),
    Case("account.access._point_to_local_cloud",
         lambda b: open_access(b, Choice("http://example.com"), REAL),
         "not the local cloud of this checkout", "callnotes status", USAGE),
    Case("account.access._redirected",
         lambda b: open_access(b, Choice(), REAL, AWS_ENDPOINT_URL=LOCAL_URL),
         "AWS_ENDPOINT_URL leads to", f"unset AWS_ENDPOINT_URL.*--endpoint-url {LOCAL_URL}", USAGE),
    Case("account.access._redirected", follow_profile,
         "profile leads to", f"AWS_PROFILE.*--endpoint-url {LOCAL_URL}", USAGE),
    Case("account.access._no_credentials", lambda _: ask_who(NoCredentialsError()),
         "does not know who you are", "aws sso login"),
    Case("account.access._no_credentials",
         lambda _: ask_who(EndpointConnectionError(endpoint_url="https://sts")),
         "cannot be reached", "network"),
    Case("account.access._check_account", lambda b: open_access(b, Choice(), "0" * 12),
         "The account is 0", "--endpoint-url", USAGE),
    Case("account.access._check_account", lambda b: open_access(b, Choice(account="1"), REAL),
         f"{REAL}, not 1", "AWS_PROFILE", USAGE),
    Case("account.access._check_account", lambda b: open_access(b, Choice(yes=True), REAL),
         "--yes needs --account", f"callnotes status --account {REAL}", USAGE),
    Case("account.access._check_account",
         lambda b: open_access(b, Choice(LOCAL_URL, yes=True), "0" * 12),
         "--yes needs --account", "callnotes status --account 0", USAGE),
    Case("cloud.buckets.empty_bucket", keep_object, "cannot be removed", "see who may delete"),
    Case("account.environments.read_environment", lambda _: environments.read_environment(
         KIT_ROOT.parent, "x"), "no environment x", "callnotes deploy", USAGE),
    Case("account.environments.read_environment", lambda _: environments.read_environment(
         KIT_ROOT.parent, "local"), "not deployed like this", "callnotes up", USAGE),
    Case("account.change_set.execute", fail_deployment,
         "ROLLBACK_COMPLETE", "callnotes destroy staging, callnotes status"),
    Case("account.change_set.watching", lose_sight,
         "no longer be watched", "aws cloudformation .*--stack-name callnotes-staging --region"),
    Case("account.deploy._ask", decline_deployment,
         "Nothing was deployed", "callnotes status", INTERRUPTED),
    Case("account.destroy._ask", decline_destruction,
         "Nothing was removed", "callnotes status", INTERRUPTED),
    Case("account.destroy._refuse_protected",
         lambda b: destruction(b)._refuse_protected(PROTECTED),  # type: ignore[arg-type]
         "protected", "callnotes status --unprotect"),
    Case("account.destroy._delete_stack", fail_destruction,
         "not gone: DELETE_FAILED", "callnotes status", LEFT),
    Case("account.destroy._prove", leave_something, "is left", "callnotes status", LEFT),
    Case("command_line.unforeseen.explain", unforeseen(RuntimeError()),
         "unexpected happened: RuntimeError", "callnotes status --debug"),
    Case("command_line.unforeseen.explain",
         unforeseen(EndpointConnectionError(endpoint_url=LOCAL_URL)),
         "cannot be reached", "callnotes doctor"),
    Case("command_line.unforeseen.explain", unforeseen(emulator.UnsavedError("nothing was saved")),
         "memory only", "free space, then: callnotes down"),
    Case("command_line.unforeseen.explain", unforeseen(refusal()),
         "DescribeStacks failed", "get the permission for it, then callnotes status"),
    Case("command_line.unforeseen.explain", unforeseen(refusal("ThrottlingException")),
         "DescribeStacks failed", "wait a minute, then callnotes status"),
    Case("command_line.unforeseen.explain",
         unforeseen(OSError(errno.EROFS, "Read-only file system", "/x")),
         "/x cannot be used", "make it yours"),
    Case("command_line.unforeseen.explain",
         unforeseen(OSError(errno.ENOSPC, "No space left", "/x")),
         "/x cannot be used", "make room"),
]
# fmt: on


@pytest.fixture
def bench(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Bench:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr(sys, "argv", ["callnotes", "status"])
    return Bench(CommandLine(Workspace(tmp_path), monkeypatch, capsys), monkeypatch)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.site}: {case.what}")
def test_error_has_what_why_next_and_code_without_traceback(bench: Bench, case: Case) -> None:
    with pytest.raises(CliError) as raised:
        case.provoke(bench)
    bench.patch(cli, "read_status", failing(raised.value))
    outcome = bench.callnotes.run("status")
    what, why, next_command = outcome.err.removesuffix("\n").split("\n")
    assert re.search(case.what, what)
    assert re.fullmatch("  why:  .*[^ ].*", why)
    assert re.search(f"  next: .*{case.next_command}", next_command)
    assert outcome.code == case.code
    assert outcome.out == ""


def test_every_raised_error_is_in_the_list() -> None:
    assert set(find_sites()) == {case.site for case in CASES}


def find_sites() -> Iterator[str]:
    """Module and function of each `CliError(...)` of the kit."""
    for path in KIT.rglob("*.py"):
        module = ".".join(path.relative_to(KIT).with_suffix("").parts)
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
                if any(getattr(call.func, "id", None) == CliError.__name__ for call in calls):
                    yield f"{module}.{function.name}"
