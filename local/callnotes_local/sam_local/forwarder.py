"""The one door through which containers reach the local cloud, open while the command runs."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

from callnotes_local.system.process import LOOPBACK

CHUNK = 65536
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def forward(host: str, port: int, when_open: Callable[[], None]) -> None:
    """Pass connections from host:port on to the same port of the loopback, until a signal."""
    asyncio.run(_serve(host, port, when_open))


def wait_for_signal(when_open: Callable[[], None]) -> None:
    """Do nothing until a signal: something else passes the connections on."""
    asyncio.run(_wait(when_open))


async def _wait(when_open: Callable[[], None]) -> None:
    stop = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    when_open()
    await stop.wait()


async def _serve(host: str, port: int, when_open: Callable[[], None]) -> None:
    connections: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(_connect(reader, writer, port))
        connections.add(task)
        task.add_done_callback(connections.discard)

    async with await asyncio.start_server(accept, host, port):
        await _wait(when_open)
        for task in connections:
            task.cancel()


async def _connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    try:
        with suppress(OSError):
            cloud_reader, cloud_writer = await asyncio.open_connection(LOOPBACK, port)
            try:
                await asyncio.gather(_pump(reader, cloud_writer), _pump(cloud_reader, writer))
            finally:
                cloud_writer.close()
    finally:
        writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()
