"""`callnotes down`: end what `up` started, keep what the user made."""

import shutil
from contextlib import suppress

from callnotes_local import emulator
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.edge import handle as edge
from callnotes_local.lifecycle.strays import end_strays
from callnotes_local.system.process import end_functions


def bring_down(workspace: Workspace, progress: Progress, *, force: bool = False) -> None:
    """Stop edge and emulator; fine when they are not there.

    Without `force` nothing is stopped that cannot be saved: its memory is all there is.
    """
    cloud = emulator.attach(workspace.cloud)
    if cloud and not force:
        with progress.step("save"), suppress(OSError):
            cloud.checkpoint()
    ended = {True: "stopped", False: "stopped by force; changes of the last seconds may be lost"}
    with progress.step("edge") as step:
        running = edge.attach(workspace.edge)
        step.result = ended[running.stop()] if running else "was not running"
    with progress.step("local cloud") as step:
        step.result = ended[cloud.stop(force=force)] if cloud else "was not running"
        strays = end_strays(workspace, force=force)
        if strays:
            step.result += f"; ended {strays} processes left by a killed command"
    # A process that was killed could not clean up after itself.
    end_functions(workspace.cloud)
    for folder in (workspace.temporary, workspace.cloud / "tmp"):
        shutil.rmtree(folder, ignore_errors=True)
    (workspace.cloud / "emulator.json").unlink(missing_ok=True)
    edge.forget(workspace.edge)
