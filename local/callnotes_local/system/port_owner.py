"""Who holds a port that we would like to have."""

from dataclasses import dataclass
from textwrap import shorten

import psutil

SHOWN_CHARACTERS = 120
UNSEEN = "a process that this user may not see"


@dataclass(frozen=True)
class PortOwner:
    """The process that listens on a port, as far as this user may see it."""

    pid: int | None
    command: str

    def __str__(self) -> str:
        command = shorten(self.command, SHOWN_CHARACTERS)
        return f"{command} (pid {self.pid})" if self.pid else command


def find_port_owner(port: int) -> PortOwner | None:
    """The process that listens on the port; None when nobody is seen to."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return PortOwner(None, UNSEEN)
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and _port_of(connection.laddr) == port:
            return PortOwner(connection.pid, _command_of(connection.pid))
    return None


def _port_of(address: object) -> int | None:
    return getattr(address, "port", None)


def _command_of(pid: int | None) -> str:
    # Another user's listener has no pid here, and psutil takes None for this process itself.
    if pid is None:
        return UNSEEN
    try:
        process = psutil.Process(pid)
        return " ".join(process.cmdline()) or process.name()
    except psutil.Error:
        return UNSEEN
