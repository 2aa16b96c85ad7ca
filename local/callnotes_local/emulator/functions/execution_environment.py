"""An execution environment: a process under the real runtime interface client, as on Lambda.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from callnotes_local.emulator.functions import failures, invocation_log
from callnotes_local.emulator.functions.capacity import Capacity
from callnotes_local.emulator.functions.output import OutputReader, OutputRecord
from callnotes_local.emulator.functions.packages import PackageStore
from callnotes_local.emulator.functions.runtime_api import RuntimeApi
from callnotes_local.emulator.functions.sources import Packages, Sources
from callnotes_local.emulator.functions.variables import Places, function_environment


@dataclass(frozen=True)
class Host:
    """What all execution environments of this emulator share."""

    python: str
    runtime_dir: Path
    packages: PackageStore
    endpoint_url: str
    capacity: Capacity
    sources: Sources | None = None


class Sandbox(subprocess.Popen[bytes]):
    """The process of an environment; it ends together with whatever it started."""

    def terminate(self) -> None:
        """Kill the group: Lambda sends no warning to a function without extensions."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    kill = terminate


class ExecutionEnvironment(lambda_runtime.ProvidedWorker):  # type: ignore[misc]
    """Runs a Python function; pooling, Runtime API and time-outs are the emulator's."""

    def __init__(self, host: Host, func_name: str, config: dict[str, Any], code: bytes) -> None:
        super().__init__(func_name, config, code)
        self._host = host
        self._proc: Sandbox | None = None
        self._result: dict[str, Any] = {}
        self._api: RuntimeApi | None = None
        self._output: OutputReader | None = None
        self._records: list[OutputRecord] = []
        self._scratch: Path | None = None
        self._log_stream = ""
        self._exit_code: int | None = None
        self._revision = ""

    def invoke(
        self,
        event: Any,
        request_id: str,
        *,
        trace_id: str | None = None,
        invoked_function_arn: str | None = None,
    ) -> dict[str, Any]:
        """Run one invocation and write its log, whatever happens."""
        started = time.time()
        if self._proc is not None and self._revision != self._current_revision():
            self._teardown()
        try:
            result: dict[str, Any] = super().invoke(
                event,
                request_id,
                trace_id=trace_id or _unsampled_trace(),
                invoked_function_arn=invoked_function_arn,
            )
        except lambda_runtime.ProvidedInitTimeout:
            result = failures.init_timeout(request_id)
        except failures.InitError as error:
            result = failures.init_error(error)
        self._take_output()
        result = failures.as_on_lambda(result, request_id, self._exit_code)
        records, self._records = self._records, []
        invocation_log.write(self.config, self._log_stream, request_id, started, records, result)
        result["log"] = "\n".join(record.message for record in records)
        return result

    def _spawn(self, init_timeout: float | None = None) -> None:
        self._teardown()
        self._begin_generation()
        self._api = RuntimeApi(self, self._generation)
        self._pending = self._api.pending
        self._output = OutputReader()
        try:
            self._start_process(self._api.address, self._output)
            self._await_init(init_timeout)
        except BaseException:
            self._teardown()
            raise
        finally:
            self._host.capacity.started(self)
        self._start_time = time.time()

    def _begin_generation(self) -> None:
        with self._state_lock:
            self._generation += 1
            self._stopping = False
            self._first_poll.clear()
            self._init_settled.clear()
            self._init_error = None
            self._result = {}
            self._response_ready.clear()
            self._current_request_id = None
            self._exit_code = None
        self._log_stream = invocation_log.stream_name(self.config)
        self._revision = self._current_revision()

    def _current_revision(self) -> str:
        return self._host.sources.revision(self.config) if self._host.sources else ""

    def _start_process(self, runtime_api: str, output: OutputReader) -> None:
        self._scratch = Path(tempfile.mkdtemp(prefix="environment-"))
        packages = self._choose_packages()
        places = Places(
            task=packages.task,
            core=packages.core,
            layers=packages.layers,
            runtime=self._host.runtime_dir,
            scratch=self._scratch,
            runtime_api=runtime_api,
            endpoint_url=self._host.endpoint_url,
        )
        environment = function_environment(self.config, self._log_stream, places)
        environment["_LAMBDA_TELEMETRY_LOG_FD"] = str(output.frames_target)
        handler = self.config.get("Handler", "")
        # -S: no site-packages of the interpreter. -P: nothing before PYTHONPATH. -B: packages are
        # shared and read only.
        self._proc = Sandbox(
            [self._host.python, "-S", "-P", "-B", "-m", "awslambdaric", handler],
            cwd=places.task,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output.lines_target,
            stderr=output.lines_target,
            pass_fds=(output.frames_target,),
            start_new_session=True,
        )
        output.start()

    def _choose_packages(self) -> Packages:
        store, sources = self._host.packages, self._host.sources
        layers = store.extract(_layer_archives(self.config))
        deployed = Packages(store.extract([self.code_zip]), layers)
        return sources.choose(self.config, deployed) if sources else deployed

    def _await_init(self, init_timeout: float | None = None) -> None:
        try:
            super()._await_init(init_timeout)
        except lambda_runtime.ProvidedInitTimeout:
            raise
        except RuntimeError:
            self._exit_code = None if self._proc is None else self._proc.poll()
            raise failures.InitError(self._init_error, self._exit_code) from None

    def _teardown(self) -> None:
        """Destroy the process, its Runtime API and its /tmp; what it wrote stays to be logged."""
        with self._state_lock:
            self._stopping = True
            self._current_request_id = None
        process, self._proc = self._proc, None
        if process is not None:
            self._exit_code = process.poll()
            process.terminate()
            process.wait(timeout=5)
        self._take_output()
        self._output = None
        self._discard_tmpdir()

    def _discard_tmpdir(self) -> None:
        with self._state_lock:
            self._stopping = True
        if self._api is not None:
            self._api.close()
            self._api = None
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None

    def _take_output(self) -> None:
        if self._output is not None:
            self._records += self._output.take()

    def _drain_stderr_bounded(self, *_: float, **__: float) -> str:
        """Take what was written until the response: no waiting is needed (see OutputReader)."""
        self._take_output()
        return ""

    _drain_stderr = _drain_stderr_bounded


def _layer_archives(config: dict[str, Any]) -> list[bytes]:
    archives = (lambda_svc._resolve_layer_zip(layer) for layer in config.get("Layers") or [])
    return [archive for archive in archives if archive]


def _unsampled_trace() -> str:
    # Lambda always sends a trace header; without active tracing it says "not sampled".
    root = f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
    return f"Root={root};Parent={secrets.token_hex(8)};Sampled=0"
