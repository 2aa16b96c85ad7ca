"""Emulators and edges that still run although the command that would have ended them was killed."""

from contextlib import suppress

import psutil

from callnotes_local import emulator
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.edge import handle as edge
from callnotes_local.system.process import ProcessRecord, listening_ports, stop_process, wait_until

EMULATOR = "callnotes_local.emulator"
SERVERS = {EMULATOR, "callnotes_local.edge"}
STOP_SECONDS = 20.0
# A copy that still saves the state of a killed emulator ends by itself (checkpoint.py).
SAVING_SECONDS = 10.0


def find_strays(workspace: Workspace) -> list[int]:
    """Return the pids of emulators and edges of this checkout that have no record.

    A forked copy of a recorded emulator, which saves its state, is none of them.
    """
    running = (emulator.attach(workspace.cloud), edge.attach(workspace.edge))
    known = {server.record.pid for server in running if server}
    homes = {str(workspace.cloud.resolve()), str(workspace.edge.resolve())}
    return [
        process.pid
        for process in psutil.process_iter(["cmdline", "ppid", "status"])
        if (words := {*(process.info["cmdline"] or [])}) & homes
        and words & SERVERS
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and not known & {process.pid, process.info["ppid"]}
    ]


def end_strays(workspace: Workspace, *, force: bool = False) -> int:
    """Stop them and return how many there were; raises UnsavedError as `down` does."""
    wait_until(lambda: all(map(listening_ports, find_strays(workspace))), SAVING_SECONDS)
    found = find_strays(workspace)
    for pid in found:
        with suppress(psutil.NoSuchProcess):
            ports = listening_ports(pid)
            record = ProcessRecord.of(pid, ports.pop() if ports else 0)
            if record.port and EMULATOR in psutil.Process(pid).cmdline():
                emulator.Emulator(workspace.cloud, record).stop(force=force)
            else:
                stop_process(record, STOP_SECONDS)
    return len(found)
