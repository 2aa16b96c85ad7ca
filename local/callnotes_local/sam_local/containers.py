"""How containers reach the local cloud: at their bridge's address, or by Docker Desktop's name."""

import asyncio
import platform
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import psutil

from callnotes_local.errors import CliError
from callnotes_local.system.process import LOOPBACK, stop_event

DOCKER_BRIDGE = "docker0"
# Docker Desktop passes connections to this name on by itself.
DESKTOP_HOST = "host.docker.internal"
INTERFACES = Path("/sys/class/net")
CHUNK = 65536


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
    return {name: a.address for name, all_ in found for a in all_ if a.family == socket.AF_INET}


def forward(host: str, port: int, when_open: Callable[[], None]) -> None:
    """Pass connections from host:port on to the same port of the loopback, until a signal."""
    asyncio.run(_serve(host, port, when_open))


async def _serve(host: str, port: int, when_open: Callable[[], None]) -> None:
    stop = stop_event()
    if host != DESKTOP_HOST:
        await asyncio.start_server(partial(_connect, port), host, port)
    when_open()
    await stop.wait()


async def _connect(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError), closing(writer):
        cloud_reader, cloud_writer = await asyncio.open_connection(LOOPBACK, port)
        with closing(cloud_writer):
            await asyncio.gather(_pump(reader, cloud_writer), _pump(cloud_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()
