"""`sam local` on the local cloud: what it serves, what it leaves out, and that it all ends."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psutil

from callnotes_local.system.process import LOOPBACK, find_free_port, wait_until
from tools.sam_local.checkout import Checkout, SmokeFailed
from tools.sam_local.engine import ADDRESS, Engine, run_engine
from tools.sam_local.image import make_image

# The app fails closed, as SAM checks no token; a path without a route gets SAM's own 403.
REQUESTS = (
    ("GET", "/v1/health", 200, '"table":"ok"'),
    ("GET", "/v1/openapi.json", 200, '"openapi"'),
    ("GET", "/v1/notes", 401, "Bearer <ID token>"),
    ("POST", "/v1/notes", 401, "Bearer <ID token>"),
    ("GET", "/v1/nosuch", 403, "Missing Authentication Token"),
)
# By the names of the files in events/. SAM's exit code is 0 whatever a handler raises.
INVOCATIONS = (
    ("CreateNoteFunction", "create_note/note_in_korean.201", '"statusCode": 201'),
    ("AddClaimsFunction", "add_claims/agent_of_one_tenant.claims", '"tenant": "hanbit"'),
    ("CheckSignUpFunction", "check_sign_up/tenant_chosen_by_oneself.refused", '"errorMessage"'),
)
SHELL = f'eval "$(callnotes sam-env --host {ADDRESS})"; exec sam local'
START_API = f"{SHELL} start-api --config-env local --skip-pull-image --port {{port}}"
INVOKE = (
    f"{SHELL} invoke --config-env local --skip-pull-image {{function}} -e events/{{event}}.json"
)
FORWARD = f"exec callnotes sam-env --forward --host {ADDRESS}"
START_SECONDS = 60
REQUEST_SECONDS = 60


def run_smoke(folder: Path) -> None:
    """Run every step below a folder; leave nothing that runs, listens or is mounted."""
    try:
        with run_engine(folder) as engine:
            checkout = Checkout(folder / "checkout", engine.socket)
            with _local_cloud(checkout):
                with step("base image"):
                    make_image(engine, folder / "root", checkout.runtime)
                with step("sam build"):
                    checkout.run("sam build --parallel")
                with checkout.running(FORWARD, folder / "forward.log"):
                    _try_start_api(checkout, engine)
                    _try_invocations(checkout)
    finally:
        check_nothing_left(folder)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show a step with its time."""
    started = time.monotonic()
    yield
    print(f"ok {time.monotonic() - started:6.1f} s  {name}", flush=True)


@contextmanager
def _local_cloud(checkout: Checkout) -> Iterator[None]:
    with step("callnotes up"):
        checkout.run(f"callnotes up --port {find_free_port()}")
    try:
        yield
    finally:
        checkout.run("callnotes down")


def _try_start_api(checkout: Checkout, engine: Engine) -> None:
    port, log = find_free_port(), engine.folder / "start-api.log"
    with checkout.running(START_API.format(port=port), log):
        with step("sam local start-api"):
            if not wait_until(lambda: _listens(port), START_SECONDS):
                raise SmokeFailed(f"start-api does not listen: {log.read_text()[-2000:]}")
        for method, path, status, text in REQUESTS:
            with step(f"{method} {path} gives {status}"):
                _expect(_request(port, method, path), (status, text), log)
        engine.kill_containers()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def _request(port: int, method: str, path: str) -> tuple[int, str]:
    connection = HTTPConnection(LOOPBACK, port, timeout=REQUEST_SECONDS)
    try:
        connection.request(method, path, body=b"{}" if method == "POST" else None)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _expect(found: tuple[int, str], wanted: tuple[int, str], log: Path) -> None:
    if found[0] != wanted[0] or wanted[1] not in found[1]:
        raise SmokeFailed(f"got {found}, not {wanted}; {log.read_text()[-2000:]}")


def _try_invocations(checkout: Checkout) -> None:
    for function, event, text in INVOCATIONS:
        with step(f"sam local invoke {function} -e events/{event}.json"):
            answer = checkout.run(INVOKE.format(function=function, event=event))
            if text not in answer:
                raise SmokeFailed(f"{function} answered {answer}, without {text}")


def check_nothing_left(folder: Path) -> None:
    """Fail when a process or a mount still uses the folder."""
    mounts = Path("/proc/mounts").read_text() if Path("/proc/mounts").exists() else ""
    left = [line for line in mounts.split("\n") if str(folder) in line]
    for process in psutil.process_iter(["pid", "cmdline"]):
        command = " ".join(process.info["cmdline"] or [])
        if str(folder) in command:
            left.append(f"process {process.info['pid']}: {command}")
    if left:
        raise SmokeFailed(f"left behind: {left}")
