"""How a container calls this machine: by the address of its bridge, or by Docker Desktop's name."""

import platform
from pathlib import Path

import psutil

from callnotes_local.errors import CliError

DOCKER_BRIDGE = "docker0"
DESKTOP_HOST = "host.docker.internal"
INTERFACES = Path("/sys/class/net")


def find_host() -> str:
    """The address of Docker's own bridge, or the name that Docker Desktop gives this machine."""
    address = _addresses().get(DOCKER_BRIDGE)
    if address:
        return address
    if platform.system() != "Linux":
        return DESKTOP_HOST
    raise CliError(
        "No bridge of containers was found.",
        f"There is no interface {DOCKER_BRIDGE}: Docker does not run, or has another bridge.",
        "start Docker, or name the bridge's address: callnotes sam-env --host ADDRESS",
    )


def check_bridge(host: str) -> None:
    """Refuse an address that more than this machine's containers can reach."""
    for name, address in _addresses().items():
        if address == host and (INTERFACES / name / "bridge").is_dir():
            return
    raise CliError(
        f"{host} is no bridge of containers on this machine.",
        "At any other address your network would reach the local cloud.",
        "callnotes sam-env --forward, without --host",
    )


def _addresses() -> dict[str, str]:
    found = psutil.net_if_addrs().items()
    return {
        name: address.address
        for name, addresses in found
        for address in addresses
        if address.family.name == "AF_INET"
    }
