"""A local cloud of the tests' own: another folder, another port, nothing kept but the build."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count

from rich.console import Console

from callnotes_local.cloud.workspace import STATE_FOLDER, Workspace, find_workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.emulator import StartOptions
from callnotes_local.errors import CliError
from callnotes_local.lifecycle.bring_down import bring_down
from callnotes_local.lifecycle.bring_up import Up
from callnotes_local.system.lock import hold_lock
from callnotes_local.system.process import find_free_port
from tests.stack.stack import Stack


@contextmanager
def deployed_stack() -> Iterator[Stack]:
    """Deploy the real template with the kit's own code; end everything afterwards.

    The emulator ends with this process too, whatever ends it, and the edge with the emulator.
    """
    quiet = Progress(Console(quiet=True))
    with ExitStack() as claims:
        workspace = _claim_workspace(claims)
        bring_down(workspace, quiet)
        for left_over in (workspace.cloud, workspace.edge):
            shutil.rmtree(left_over, ignore_errors=True)
        up = Up(workspace, find_free_port(), quiet, StartOptions(stop_with_parent=True))
        try:
            yield Stack(up.run(), up.origin)
        finally:
            # The logs stay, for whoever asks why a test failed.
            bring_down(workspace, quiet)


def _claim_workspace(claims: ExitStack) -> Workspace:
    """The first folder that no other test session is at work in."""
    for number in count(1):
        workspace = Workspace(find_workspace().root, f"{STATE_FOLDER}/test-{number}")
        with suppress(CliError):
            claims.enter_context(hold_lock(workspace.state))
            return workspace
    raise AssertionError("there is always another number")
