"""An execution environment: a process under the real runtime interface client, as on Lambda.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import os
import queue
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from callnotes_local.emulator.functions import logs
from callnotes_local.emulator.functions.appconfig_extension import with_agent
from callnotes_local.emulator.functions.capacity import Capacity
from callnotes_local.emulator.functions.sources import Packages, Sources, extract
from callnotes_local.emulator.functions.variables import function_variables
from callnotes_local.emulator.tracing import entities, services
from callnotes_local.system.process import KIT_ROOT, LOOPBACK, RUNTIME_CLIENT

# How soon the end of an environment is noticed; requests do not wait for it.
CLOSE_POLL_SECONDS = 0.1
# Head and body in one packet: two of them wait 40 ms for the client's delayed acknowledgement.
ONE_PACKET = {"wbufsize": 65536, "disable_nagle_algorithm": True}
STDOUT = "1"
# Runs the client with faults in calls and invocations: `callnotes chaos`.
BOOTSTRAP = KIT_ROOT.parent / "faults" / "bootstrap.py"

Result = dict[str, Any]


@dataclass(frozen=True)
class Host:
    """What all execution environments of this emulator share."""

    python: str
    runtime_dir: Path
    packages: Path
    endpoint_url: str
    capacity: Capacity
    faults: Path
    sources: Sources | None = None


class Sandbox(subprocess.Popen[bytes]):
    """The process of an environment; it ends together with whatever it started."""

    stdout: IO[bytes]

    def terminate(self) -> None:
        """Kill the group: Lambda sends no warning to a function without extensions."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    kill = terminate


class RuntimeApi(socketserver.ThreadingTCPServer):
    """https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, for one environment."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore the half-closed connections that a killed environment leaves."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class ExecutionEnvironment(lambda_runtime.ProvidedWorker):  # type: ignore[misc]
    """Runs a Python function; pools, Runtime API and timeouts are the emulator's."""

    def __init__(self, host: Host, func_name: str, config: dict[str, Any], code: bytes) -> None:
        super().__init__(func_name, config, code)
        self._host = host
        self._proc: Sandbox | None = None
        self._output: logs.OutputReader | None = None
        self._written: list[logs.LogEvent] = []
        self._scratch: Path | None = None
        self._log_stream = ""
        self._exit_code: int | None = None
        self._revision = ""

    def invoke(self, event: Any, request_id: str, **context: Any) -> Result:
        """Run one invocation and write its log, whatever happens."""
        invoke = partial(self._invoke, event, request_id, **context)
        result: Result = services.trace_invocation(invoke, self.config, request_id, event)
        return result

    def _invoke(self, event: Any, request_id: str, **context: Any) -> Result:
        started = time.time()
        if self._proc is not None and self._revision != self._current_revision():
            self._teardown()
        try:
            result: Result = super().invoke(event, request_id, **context)
        except lambda_runtime.ProvidedInitTimeout:
            result = _failed("Sandbox.Timedout", "Task timed out during init")
        except RuntimeError:
            # What the runtime said of its init, if it could say something.
            said: Any = self._init_error
            result = _report(said) if isinstance(said, dict) else _failed("Runtime.ExitError")
        result = _as_on_lambda(result, request_id, self._exit_code)
        self._take_output()
        written, self._written = self._written, []
        logs.log_invocation(self.config, self._log_stream, request_id, started, written, result)
        return result | {"log": "\n".join(event.message for event in written)}

    def _spawn(self, init_timeout: float | None = None) -> None:
        self._teardown()
        self._begin_generation()
        try:
            with entities.segment("Initialization"):
                self._start_process(self._serve_runtime_api())
                self._await_init(init_timeout)
        except BaseException:
            self._teardown()
            raise
        finally:
            self._host.capacity.started(self)

    def _begin_generation(self) -> None:
        with self._state_lock:
            self._generation += 1
            self._stopping = False
            self._first_poll.clear()
            self._init_settled.clear()
            self._init_error = None
            self._response_ready.clear()
            self._pending: queue.Queue[Any] = queue.Queue(maxsize=1)
        self._exit_code = None
        self._log_stream = logs.name_stream(self.config)
        self._revision = self._current_revision()

    def _current_revision(self) -> str:
        return self._host.sources.revision(self.config) if self._host.sources else ""

    def _serve_runtime_api(self) -> str:
        handlers = self._build_handler_class(self._generation, self._pending)
        handlers = with_agent(handlers, self.config, self._host.endpoint_url)
        self._server = RuntimeApi((LOOPBACK, 0), type("Handlers", (handlers,), ONE_PACKET))
        self._server_thread = threading.Thread(
            target=self._server.serve_forever, args=(CLOSE_POLL_SECONDS,), daemon=True
        )
        self._server_thread.start()
        return f"{LOOPBACK}:{self._server.server_address[1]}"

    def _start_process(self, runtime_api: str) -> None:
        packages = self._choose_packages()
        self._scratch = Path(tempfile.mkdtemp(prefix="environment-"))
        variables = function_variables(self.config, packages, self._host.runtime_dir) | {
            "AWS_APPCONFIG_EXTENSION_HTTP_PORT": runtime_api.rpartition(":")[2],
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
            "AWS_ENDPOINT_URL": self._host.endpoint_url,
            "AWS_LAMBDA_LOG_STREAM_NAME": self._log_stream,
            "AWS_LAMBDA_RUNTIME_API": runtime_api,
            "TMPDIR": str(self._scratch),
            "_LAMBDA_TELEMETRY_LOG_FD": STDOUT,
        }
        # -S: no site-packages of the interpreter. -P: nothing before PYTHONPATH. -B: packages are
        # shared and read only.
        command = [self._host.python, "-S", "-P", "-B", str(BOOTSTRAP), RUNTIME_CLIENT]
        self._proc = Sandbox(
            [*command, self.config.get("Handler", ""), str(self._host.faults)],
            bufsize=0,
            cwd=packages.task,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._output = logs.OutputReader(self._proc.stdout)

    def _choose_packages(self) -> Packages:
        resolved = map(lambda_svc._resolve_layer_zip, self.config.get("Layers") or [])
        layers = extract([archive for archive in resolved if archive], self._host.packages)
        deployed = Packages(extract([self.code_zip], self._host.packages), layers)
        sources = self._host.sources
        return sources.choose(self.config, deployed) if sources else deployed

    def _teardown(self) -> None:
        """Destroy the process, its Runtime API and its /tmp; what it wrote stays to be logged."""
        if self._proc is not None:
            self._exit_code = self._proc.poll()
            self._proc.terminate()
        super()._teardown()
        self._take_output()
        self._output = None

    def _shutdown_server(self) -> None:
        # Whichever way an environment ends, its process has ended before.
        super()._shutdown_server()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None

    def _take_output(self) -> None:
        if self._output is not None:
            self._written += self._output.take()

    def _drain_stderr_bounded(self, **_: float) -> str:
        # Nothing is to be waited for (OutputReader).
        return ""


def _failed(kind: str, message: str = "") -> Result:
    return _report({"errorType": kind, "errorMessage": message})


def _report(payload: dict[str, Any]) -> Result:
    return {"status": "error", "error": payload.get("errorMessage", ""), "error_payload": payload}


def _as_on_lambda(result: Result, request_id: str, exit_code: int | None) -> Result:
    """Give timeouts and crashes Lambda's own message."""
    match result.get("error_payload"):
        case {"errorType": "Runtime.ExitError" as kind}:
            reason = _exit_reason(exit_code)
        case {"errorType": "Sandbox.Timedout" as kind, "errorMessage": reason}:
            pass
        case _:
            return result
    return _failed(kind, f"RequestId: {request_id} Error: {reason}")


def _exit_reason(exit_code: int | None) -> str:
    if not exit_code:
        return "Runtime exited without providing a reason"
    if exit_code < 0:
        name = signal.strsignal(-exit_code) or str(-exit_code)
        return f"Runtime exited with error: signal: {name.lower()}"
    return f"Runtime exited with error: exit status {exit_code}"
