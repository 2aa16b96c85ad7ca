"""The stored state of the local cloud, and the record of what was deployed into it."""

import shlex
import time
from pathlib import Path

from callnotes_local import emulator
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.deploy.deployment import Deployment
from callnotes_local.doctor.machine import Finding
from callnotes_local.emulator.settings import VERSION
from callnotes_local.emulator.state.state_store import DATABASE, InUseError, StateError, own_state

NOTHING = "nothing is stored yet"


def examine_state(workspace: Workspace) -> Finding:
    """Whether what is stored can be loaded, or what runs can be saved."""
    folder = workspace.cloud / "state"
    cloud = emulator.attach(workspace.cloud)
    if cloud is not None:
        remedy = "free space (saving goes on by itself), then: callnotes status"
        unsaved = cloud.unsaved()
        return Finding("state", unsaved or "saved as it changes", remedy if unsaved else None)
    if not folder.exists():
        return Finding("state", NOTHING)
    try:
        with own_state(folder) as store:
            stored = store.examine()
    except InUseError as error:
        return Finding("state", str(error))
    except StateError as error:
        return Finding("state", str(error), _find_remedy(folder, error))
    return Finding("state", f"of ministack {VERSION}, whole" if stored else NOTHING)


def _find_remedy(folder: Path, error: StateError) -> str:
    # Never one that removes anything: the notes are in there.
    name = shlex.quote(str(folder))
    if isinstance(error.__cause__, PermissionError):
        return f"sudo chown -R $(id -u) {name} && chmod -R u+rwX {name}"
    aside = f"{name}.{time.strftime('%Y%m%dT%H%M%S')}"
    return f"callnotes down && mv {name} {aside} && callnotes up"


def examine_deployment_record(workspace: Workspace) -> Finding:
    """Whether the record of the last deployment has a state to go with it."""
    path = workspace.deployment
    if not path.exists():
        return Finding("deployment", "nothing is deployed")
    if Deployment.load(path) is None:
        return Finding("deployment", f"{path} is of another version", "callnotes up")
    if not (workspace.cloud / "state" / DATABASE).exists():
        detail = "a deployment is recorded, but the state that it was in is gone"
        return Finding("deployment", detail, "callnotes up")
    return Finding("deployment", "recorded")
