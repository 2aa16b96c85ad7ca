"""`callnotes flags`: show and switch the feature flags."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from callnotes.domain.flags import FlagName
from callnotes_local.cloud.cloud import STAGE_NAME, attach_cloud
from callnotes_local.cloud.flags import Flags
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.errors import CliError

app = typer.Typer(help="Show and switch the feature flags.", no_args_is_help=True)
workspace = find_workspace()


# How a document reaches the functions; minutes and percent are in the template.
Strategy = Annotated[Literal["AtOnce", "Linear", "Canary"], typer.Option()]


@app.command()
def show(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the deployed document, as `set` takes it.")
    ] = False,
) -> None:
    """Show how each flag is switched."""
    flags = Flags(attach_cloud(workspace))
    document = flags.read_document()
    if as_json:
        typer.echo(json.dumps(document, indent=2))
        return
    _echo_deployment(flags.deployment)
    for name in FlagName:
        typer.echo(f"{name:18}{json.dumps(document['values'].get(name, {'enabled': False}))}")


@app.command(name="set")
def set_document(
    file: Annotated[Path, typer.Argument(help="Such as flags/local.json.", exists=True)],
    strategy: Strategy = "AtOnce",
) -> None:
    """Deploy a whole document."""
    _deploy(Flags(attach_cloud(workspace)), file.read_bytes(), strategy)


@app.command()
def rollout(
    flag: Annotated[FlagName, typer.Argument()],
    percentage: Annotated[float, typer.Argument(min=0, max=100, help="Of the users.")],
    strategy: Strategy = "AtOnce",
) -> None:
    """Switch a flag on for a percentage of the users; its other conditions stay."""
    flags = Flags(attach_cloud(workspace))
    document = flags.read_document()
    ours = json.loads((workspace.root / "flags" / f"{STAGE_NAME}.json").read_bytes())
    document["flags"].setdefault(flag, ours["flags"][flag])
    switched = {"enabled": True, "percentage": percentage}
    document["values"][flag] = document["values"].get(flag, {}) | switched
    _deploy(flags, json.dumps(document).encode(), strategy)


@app.command()
def rollback() -> None:
    """Undo the newest deployment, also while it is in progress."""
    flags = Flags(cloud := attach_cloud(workspace))
    flags.roll_back()
    _echo_deployment(flags.deployment)
    cloud.emulator.checkpoint()


def _deploy(flags: Flags, document: bytes, strategy: str) -> None:
    seen = None
    for deployment in flags.deploy(document, strategy):
        if seen != (seen := (deployment["State"], deployment["PercentageComplete"])):
            _echo_deployment(deployment)
    if deployment["State"] != "COMPLETE":
        why = "Somebody stopped it, or the API failed while it was in progress (5xx)."
        raise CliError("The document was rolled back.", why, "callnotes flags show")
    attach_cloud(workspace).emulator.checkpoint()


def _echo_deployment(deployment: dict[str, Any]) -> None:
    version = deployment.get("VersionLabel", "initial")
    typer.echo(f"{version}  {deployment['State']}  {deployment['PercentageComplete']:g} %")
