"""Room for the environment, the build and the state."""

import shutil

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.doctor.finding import Finding

NEEDED = 1024**3
REMEDY = "make room there; the notes are in .callnotes/cloud, which stays"


def examine_disk(workspace: Workspace) -> Finding:
    """Whether there is room to build and to save."""
    free = shutil.disk_usage(workspace.root).free
    detail = f"{free / 1024**3:.1f} GiB free in {workspace.root}"
    if free < NEEDED:
        return Finding("disk", f"{detail}, {NEEDED / 1024**3:.0f} are needed", REMEDY)
    return Finding("disk", detail)
