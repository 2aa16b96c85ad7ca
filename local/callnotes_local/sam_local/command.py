"""`callnotes sam-env`: let `sam local` work on the local cloud."""

from typing import Annotated

import typer

from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.emulator.access import container_door
from callnotes_local.sam_local import containers
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
    host = host or containers.find_host()
    if forward and host != containers.DESKTOP_HOST:
        containers.check_bridge(host)
    progress = Progress()
    with progress.step("variables") as step:
        count = write_variables(cloud, host, workspace.sam_variables)
        step.result = f"{count} functions in {workspace.sam_variables.relative_to(workspace.root)}"
    if forward:
        port = cloud.emulator.port
        with container_door.hold_open(cloud.emulator.home, host):
            is_open = f"{host}:{port} is open until Ctrl-C."
            containers.forward(host, port, lambda: progress.note(is_open))
        return
    for line in shell_lines(workspace):
        typer.echo(line)
