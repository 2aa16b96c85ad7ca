"""A local cloud for one measurement: its own folder and port, removed afterwards."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from callnotes_local.cloud.workspace import STATE_FOLDER, Workspace, find_workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.emulator import StartOptions
from callnotes_local.lifecycle.bring_down import bring_down
from callnotes_local.lifecycle.bring_up import Up
from callnotes_local.system.process import find_free_port


@contextmanager
def scratch_up(name: str, progress: Progress) -> Iterator[Up]:
    """What brings a deployed app up beside the developer's; it ends with this process too."""
    workspace = Workspace(find_workspace().root, f"{STATE_FOLDER}/{name}")
    _forget(workspace, progress)
    try:
        yield Up(workspace, find_free_port(), progress, StartOptions(stop_with_parent=True))
    finally:
        _forget(workspace, progress)


def _forget(workspace: Workspace, progress: Progress) -> None:
    bring_down(workspace, progress, force=True)
    for folder in (workspace.cloud, workspace.edge):
        shutil.rmtree(folder, ignore_errors=True)
