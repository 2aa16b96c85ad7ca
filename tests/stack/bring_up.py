"""A local cloud of the tests' own: another folder, another port, nothing kept but the build."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from callnotes_local.bring_down import bring_down
from callnotes_local.bring_up import Up
from callnotes_local.emulator import StartOptions
from callnotes_local.process import find_free_port
from callnotes_local.progress import Progress
from callnotes_local.workspace import STATE_FOLDER, Workspace, find_workspace
from tests.stack.stack import Stack

STATE = f"{STATE_FOLDER}/test"


@contextmanager
def deployed_stack() -> Iterator[Stack]:
    """Deploy the real template with the kit's own code; end everything afterwards.

    The emulator ends with this process too, whatever ends it, and the edge with the emulator.
    """
    workspace = Workspace(find_workspace().root, STATE)
    quiet = Progress(Console(quiet=True))
    _forget(workspace, quiet)
    up = Up(workspace, find_free_port(), quiet, StartOptions(stop_with_parent=True))
    try:
        yield Stack(up.run(), up.origin)
    finally:
        _forget(workspace, quiet)


def _forget(workspace: Workspace, progress: Progress) -> None:
    bring_down(workspace, progress)
    for folder in (workspace.cloud, workspace.edge):
        shutil.rmtree(folder, ignore_errors=True)
