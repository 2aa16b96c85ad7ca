"""`callnotes sam-env`: let `sam local` work on the local cloud."""

from typing import Annotated

import typer

from callnotes_local.cloud import attach_cloud
from callnotes_local.progress import Progress
from callnotes_local.sam_local.address import check_bridge, find_host
from callnotes_local.sam_local.forwarder import forward as open_forwarder
from callnotes_local.sam_local.variables import shell_lines, write_variables
from callnotes_local.workspace import find_workspace


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
    if forward:
        check_bridge(host)
    progress = Progress()
    with progress.step("variables") as step:
        count = write_variables(cloud, host, workspace.sam_variables)
        step.result = f"{count} functions in {workspace.sam_variables.relative_to(workspace.root)}"
    if forward:
        port = cloud.emulator.port
        open_forwarder(host, port, lambda: progress.note(f"{host}:{port} is open until Ctrl-C."))
        return
    for line in shell_lines(workspace):
        typer.echo(line)
