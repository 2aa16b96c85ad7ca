"""Processes and ports: children of the kit, who listens where, records on disk, bounded stop."""

import asyncio
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import IO, Self

import psutil

from callnotes_local.system import private_files

LOOPBACK = "127.0.0.1"
KIT_ROOT = Path(__file__).resolve().parents[2]
# Below those that systems give to outgoing connections: one of these could take the port of a
# server while it restarts.
OWN_PORTS = range(20_000, 32_000)
OPEN_FILES = 4096
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
UNSEEN = "a process that this user may not see"
SHOWN_CHARACTERS = 120
RUNTIME_CLIENT = "awslambdaric"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")

# Kept: a child that goes on must not be reported as forgotten when its handle is collected.
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class ProcessRecord(private_files.Record):
    """What identifies a running child: a pid alone may be reused by another process."""

    pid: int
    created: float
    port: int

    @classmethod
    def of(cls, pid: int, port: int) -> Self:
        return cls(pid, psutil.Process(pid).create_time(), port)

    def is_current(self) -> bool:
        """Tell whether the process was started after the kit's own code last changed."""
        sources = (KIT_ROOT / "callnotes_local").rglob("*.py")
        return self.created >= max(source.stat().st_mtime for source in sources)

    def process(self) -> psutil.Process | None:
        """Return the live process of this record, or None when it has ended."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < 1
            return process if same and is_alive(process) else None
        except psutil.Error:
            return None

    def is_serving(self) -> bool:
        """Prove that the process lives, and that the listener on its port is its own."""
        return self.process() is not None and self.port in listening_ports(self.pid)


def find_free_port(preferred: int | None = None) -> int:
    """Return `preferred` when it can be bound on loopback, else another port that can."""
    shuffled = random.sample(OWN_PORTS, k=len(OWN_PORTS))
    return next(port for port in [preferred, *shuffled] if port and is_port_free(port))


def is_port_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port now."""
    with suppress(OSError), listen(port):
        return True
    return False


def listen(port: int) -> socket.socket:
    """Listen on a loopback port, 0 for any; OSError when it is taken or not allowed."""
    return socket.create_server((LOOPBACK, port))


def listening_ports(pid: int) -> set[int]:
    """Return the TCP ports on which a process listens, as far as this user may see them."""
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return set()
    return {c.laddr.port for c in connections if c.status == psutil.CONN_LISTEN}


def find_port_owner(port: int) -> str | None:
    """Name the process that listens on `port`, as far as this user may see it, or return None."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return UNSEEN
    at_port = [
        found
        for found in connections
        if found.status == psutil.CONN_LISTEN and found.laddr and found.laddr.port == port
    ]
    # Another user's listener has no pid here, and psutil takes None for this process itself.
    if not at_port or at_port[0].pid is None:
        return UNSEEN if at_port else None
    command = UNSEEN
    with suppress(psutil.Error):
        process = psutil.Process(at_port[0].pid)
        command = " ".join(process.cmdline()) or process.name()
    return f"{shorten(command, SHOWN_CHARACTERS)} (pid {at_port[0].pid})"


def allow_open_files() -> None:
    """Let this process serve hundreds of connections: systems allow 256 or 1024 files at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the few variables a child needs; nothing of the user's AWS settings passes."""
    kept = {name: os.environ[name] for name in (*PASSED_ON, *PROXIES) if name in os.environ}
    return kept | without_proxy() | {"PYTHONPATH": str(KIT_ROOT)} | dict(extra or {})


def without_proxy() -> dict[str, str]:
    """Return the variables by which no proxy stands before this machine's own addresses."""
    given = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    names = dict.fromkeys([*filter(None, given.split(",")), LOOPBACK, "localhost"])
    value = given if given == "*" else ",".join(names)
    return {"no_proxy": value, "NO_PROXY": value}


def start_module(module: str, arguments: Sequence[str], log_file: Path) -> subprocess.Popen[bytes]:
    """Start `python -m module` in its own session, so that it outlives the command.

    What it writes, its log too, nobody else may read.
    """
    private_files.make_folder(log_file.parent)
    with log_file.open("ab") as log:
        log_file.chmod(private_files.FILE_MODE)
        child = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=clean_environment(),
            start_new_session=True,
            umask=private_files.UMASK,
        )
    _started[:] = [child, *(other for other in _started if other.poll() is None)]
    return child


def run_child(command: Sequence[str], folder: Path, log: IO[bytes], env: Mapping[str, str]) -> int:
    """Run a command to its end; when we are interrupted, it and its own children end too."""
    child = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env=env,
        process_group=0,
    )
    try:
        return child.wait()
    except BaseException:
        # The whole group at once: a list of its processes would miss those that start meanwhile.
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        wait_until(lambda: not any(_is_in_group(p, child.pid) for p in psutil.process_iter()), 2)
        raise


def _is_in_group(process: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(process.pid) == group and is_alive(process)
    except ProcessLookupError:
        return False


@contextmanager
def ending_when_interrupted(record: ProcessRecord) -> Iterator[None]:
    """End a child and its own children when waiting for it is interrupted."""
    try:
        yield
    except BaseException:
        stop_process(record, timeout=2)
        raise


def stop_event() -> asyncio.Event:
    """Return an event that a signal to stop sets, for the loop that runs."""
    event = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    return event


def wait_until(condition: Callable[[], bool], timeout: float, interval: float = 0.02) -> bool:
    """Poll `condition` until it holds or the time is over; return what it was last."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(interval)
    return True


def stop_process(record: ProcessRecord, timeout: float) -> bool:
    """Ask the process to end, then end it and its children; tell whether it ended by itself."""
    process = record.process()
    if process is None:
        return True
    family = [process, *process.children(recursive=True)]
    process.terminate()
    clean = wait_until(lambda: record.process() is None, timeout)
    _kill(family)
    # Our own child: its handle must know of the end, which comes with the last of its threads.
    for child in _started:
        if child.pid == record.pid:
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=2)
    return clean


def end_functions(folder: Path) -> None:
    """End functions that outlived their killed emulator: their packages are below `folder`."""
    _kill([process for process in psutil.process_iter() if _is_function(process, folder.resolve())])


def _is_function(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()).is_relative_to(folder) and RUNTIME_CLIENT in process.cmdline()
    except (psutil.Error, OSError):
        return False


def _kill(processes: list[psutil.Process]) -> None:
    for process in filter(is_alive, processes):
        with suppress(psutil.Error):
            process.kill()
    wait_until(lambda: not any(map(is_alive, processes)), timeout=2)


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process has not ended yet; a zombie has."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
