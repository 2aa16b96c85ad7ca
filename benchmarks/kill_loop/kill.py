"""Kill a whole local cloud at once, as a power cut does."""

import os
import signal
from contextlib import suppress

import psutil

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.edge import handle as edge
from callnotes_local.system.process import is_alive, wait_until

DEATH_SECONDS = 5.0


def kill_everything(cloud: Cloud, workspace: Workspace) -> None:
    """Kill the emulator, its functions and the edge, and wait until all have ended."""
    emulator = psutil.Process(cloud.emulator.pid)
    served = edge.attach(workspace.edge)
    family = [emulator, *emulator.children(recursive=True)]
    family += [psutil.Process(served.record.pid)] if served else []
    # The emulator first, with the copy of it that may be saving the state just now.
    os.killpg(emulator.pid, signal.SIGKILL)
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    # Only when all have ended are their ports free.
    wait_until(lambda: not any(map(is_alive, family)), DEATH_SECONDS)
