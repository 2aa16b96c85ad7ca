"""A container engine of our own: socket, data and bridge are made for one run, and removed."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

BRIDGE = "callnotes0"
ADDRESS = "172.29.213.1"
PROGRAMS = ("dockerd", "docker", "ip", "umount", "ldd")
START_SECONDS = 30
STOP_SECONDS = 20


class CannotRun(Exception):
    """This machine cannot run a container engine; the project is not at fault."""


class Engine:
    """A daemon that listens on a socket below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "dockerd.log"
        self.socket = f"unix://{folder / 'docker.sock'}"

    def docker(self, *arguments: str, stdin: IO[bytes] | None = None) -> str | None:
        """Run the client on this daemon; None when that fails."""
        environment = os.environ | {"DOCKER_HOST": self.socket}
        return run("docker", *arguments, stdin=stdin, environment=environment)

    def command(self) -> list[str]:
        """Return the daemon's command: a bridge is needed, firewall rules are not."""
        options = ["--iptables=false", "--ip6tables=false", "--ip-masq=false", "--ip-forward=false"]
        places = {"--data-root": "data", "--exec-root": "exec", "--pidfile": "pid"}
        folders = [f"{option}={self.folder / name}" for option, name in places.items()]
        return ["dockerd", "--host", self.socket, "--bridge", BRIDGE, *folders, *options]

    def kill_containers(self) -> None:
        """End all containers at once: asked to stop, each takes ten seconds."""
        running = (self.docker("ps", "--quiet") or "").split()
        if running:
            self.docker("kill", *running)

    def answers(self) -> bool:
        """Return whether the daemon is ready."""
        return self.docker("info") is not None


def run(
    *command: str, stdin: IO[bytes] | None = None, environment: dict[str, str] | None = None
) -> str | None:
    """Run a program of the system; return what it printed, or None when it failed."""
    done = subprocess.run(
        command, stdin=stdin, env=environment, capture_output=True, text=True, check=False
    )
    return None if done.returncode else done.stdout


def check_machine() -> None:
    """Return what this machine lacks for an engine."""
    if os.uname().sysname != "Linux" or os.geteuid() != 0:
        raise CannotRun("only root on Linux may start a container engine")
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        raise CannotRun(
            f"no {', '.join(missing)} here (Debian: apt-get install docker.io iproute2)"
        )
    if run("ip", "link", "show", BRIDGE) is not None:
        raise CannotRun(f"the network interface {BRIDGE} is taken: another run is at work")


@contextmanager
def run_engine(folder: Path) -> Iterator[Engine]:
    """Start an engine below a folder; end it and remove its bridge."""
    check_machine()
    engine = Engine(folder)
    with _bridge(), engine.log.open("wb") as log:
        daemon = subprocess.Popen(
            engine.command(), cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            _await(engine, daemon)
            yield engine
        finally:
            _stop(engine, daemon)


@contextmanager
def _bridge() -> Iterator[None]:
    steps = [
        f"link add name {BRIDGE} type bridge",
        f"address add {ADDRESS}/24 dev {BRIDGE}",
        f"link set {BRIDGE} up",
    ]
    try:
        if any(run("ip", *step.split()) is None for step in steps):
            raise CannotRun(f"the bridge {BRIDGE} for containers cannot be made")
        yield
    finally:
        run("ip", "link", "delete", BRIDGE)


def _await(engine: Engine, daemon: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not engine.answers():
        if daemon.poll() is not None or time.monotonic() > deadline:
            last = engine.log.read_text(errors="replace").strip().split("\n")[-1]
            raise CannotRun(f"the container engine does not start: {last}")
        time.sleep(0.1)


def _stop(engine: Engine, daemon: subprocess.Popen[bytes]) -> None:
    daemon.terminate()
    try:
        daemon.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        daemon.kill()
        daemon.wait()
    # It may leave its data folder mounted on itself.
    run("umount", str(engine.folder / "data"))
