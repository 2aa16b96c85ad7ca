"""Our own processes, which all run or none does, and the port that the product is served on."""

from collections.abc import Iterator

from callnotes_local import emulator
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.doctor.machine import Finding
from callnotes_local.edge import handle as edge
from callnotes_local.errors import CliError
from callnotes_local.lifecycle.strays import find_strays
from callnotes_local.system import process
from callnotes_local.system.lock import hold_lock


def examine_processes(workspace: Workspace) -> Finding:
    """Whether what runs is what was recorded, and whole."""
    try:
        with hold_lock(workspace.state):
            pass
    except CliError:
        return Finding("processes", "another callnotes command is at work")
    strays = find_strays(workspace)
    if strays:
        pids = " ".join(map(str, strays))
        return Finding("processes", f"left by a killed command: pid {pids}", "callnotes down")
    cloud, served = emulator.attach(workspace.cloud), edge.attach(workspace.edge)
    dead = list(_find_dead(workspace))
    if dead:
        return Finding("processes", f"recorded, but ended: {', '.join(dead)}", "callnotes down")
    if bool(cloud) != bool(served):
        alone = "the local cloud" if cloud else "the edge"
        return Finding("processes", f"{alone} runs alone", "callnotes up")
    return Finding("processes", f"{sum(map(bool, (cloud, served)))} run")


def examine_port(workspace: Workspace, port: int) -> Finding:
    """Whether the port is ours or free."""
    name = f"port {port}"
    served = edge.attach(workspace.edge)
    if served and served.settings.port == port:
        return Finding(name, "served by this checkout")
    if process.is_port_free(port):
        return Finding(name, "free")
    owner = process.find_port_owner(port) or "another process"
    remedy = f"callnotes up --port {process.find_free_port(port + 1)}"
    return Finding(name, f"{owner} listens there", remedy)


def _find_dead(workspace: Workspace) -> Iterator[str]:
    homes = {"local cloud": workspace.cloud / "emulator.json", "edge": workspace.edge / "edge.json"}
    for name, path in homes.items():
        record = process.ProcessRecord.load(path)
        if path.exists() and (record is None or record.process() is None):
            yield name
