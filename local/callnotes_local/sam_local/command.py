"""`callnotes sam-env`: let `sam local` work on the local cloud."""

from typing import Annotated

import typer

from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.emulator import Emulator
from callnotes_local.emulator.access import container_door
from callnotes_local.sam_local.address import DESKTOP_HOST, check_bridge, find_host
from callnotes_local.sam_local.forwarder import forward as open_forwarder
from callnotes_local.sam_local.forwarder import wait_for_signal
from callnotes_local.sam_local.variables import shell_lines, write_variables


def sam_env(
    forward: Annotated[  # noqa: FBT002 (typer)
        bool, typer.Option("--forward", help="Let containers reach the local cloud until Ctrl-C.")
    ] = False,
    host: Annotated[
        str | None, typer.Option(help="This machine as containers see it; found if not given.")
    ] = None,
) -> None:
    """Write the variables for `sam local`; print what a shell needs, for `eval`."""
    workspace = find_workspace()
    cloud = attach_cloud(workspace)
    host = host or find_host()
    if forward and host != DESKTOP_HOST:
        check_bridge(host)
    progress = Progress()
    with progress.step("variables") as step:
        count = write_variables(cloud, host, workspace.sam_variables)
        step.result = f"{count} functions in {workspace.sam_variables.relative_to(workspace.root)}"
    if forward:
        _let_in(host, cloud.emulator, progress)
        return
    for line in shell_lines(workspace):
        typer.echo(line)


def _let_in(host: str, emulator: Emulator, progress: Progress) -> None:
    def say() -> None:
        progress.note(f"{host}:{emulator.port} is open until Ctrl-C.")

    with container_door.hold_open(emulator.home, host):
        if host == DESKTOP_HOST:
            wait_for_signal(say)
        else:
            open_forwarder(host, emulator.port, say)
