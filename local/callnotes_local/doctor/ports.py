"""The port that the product is served on."""

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.doctor.finding import Finding
from callnotes_local.edge import handle as edge
from callnotes_local.system import process
from callnotes_local.system.port_owner import find_port_owner


def examine_port(workspace: Workspace, port: int) -> Finding:
    """Whether the port is ours or free."""
    name = f"port {port}"
    served = edge.attach(workspace.edge)
    if served and served.settings.port == port:
        return Finding(name, "served by this checkout")
    if process.is_port_free(port):
        return Finding(name, "free")
    owner = find_port_owner(port) or "another process"
    other = process.find_free_port(port + 1)
    return Finding(name, f"{owner} listens there", f"callnotes up --port {other}")
