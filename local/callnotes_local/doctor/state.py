"""The stored state of the local cloud, and the record of what was deployed into it."""

import json

from callnotes_local.deploy import read_deployment
from callnotes_local.doctor.finding import Finding
from callnotes_local.emulator.state_store import FORMAT_VERSION
from callnotes_local.emulator.version import VERSION
from callnotes_local.workspace import Workspace


def examine_state(workspace: Workspace) -> Finding:
    """Whether this kit may load what is stored."""
    folder = workspace.cloud / "state"
    if not folder.exists() or not any(folder.iterdir()):
        return Finding("state", "nothing is stored yet")
    wanted = {"format": FORMAT_VERSION, "emulator": VERSION}
    try:
        found = json.loads((folder / "format").read_text())
    except (OSError, ValueError):
        found = "an unknown version"
    if found != wanted:
        remedy = f"callnotes down && rm -r {folder}"
        return Finding("state", f"{folder} was written by {found}, this is {wanted}", remedy)
    return Finding("state", f"of ministack {VERSION}")


def examine_deployment_record(workspace: Workspace) -> Finding:
    """Whether the record of the last deployment has a state to go with it."""
    path = workspace.deployment
    if not path.exists():
        return Finding("deployment", "nothing is deployed")
    if read_deployment(path) is None:
        return Finding("deployment", f"{path} is of another version", "callnotes up")
    if not (workspace.cloud / "state" / "current").exists():
        detail = "a deployment is recorded, but the state that it was in is gone"
        return Finding("deployment", detail, "callnotes up")
    return Finding("deployment", "recorded")
