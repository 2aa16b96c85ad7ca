"""What an execution environment writes: lines of its streams, frames of its logger."""

from __future__ import annotations

import os
import select
import struct
import threading
import time
from dataclasses import dataclass

# Type, length, time in microseconds: the frames of awslambdaric's FramedTelemetryLogSink.
FRAME = struct.Struct(">IIQ")
POLL_MILLISECONDS = 500
CHUNK = 65536


@dataclass(frozen=True)
class OutputRecord:
    """One log event: what was written and when."""

    timestamp_ms: int
    message: str


class OutputReader:
    """Reads two pipes for the life of an environment; `take` is complete at the call.

    A function writes its lines before it posts its response, so when the response is here they
    are in the pipes: reading until empty gets all of them without waiting.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines_fd, self.lines_target = _make_pipe()
        self._frames_fd, self.frames_target = _make_pipe()
        self._lines = b""
        self._frames = b""
        self._records: list[OutputRecord] = []
        self._closed = False

    def start(self) -> None:
        """Give the write ends away and keep the pipes from filling up."""
        os.close(self.lines_target)
        os.close(self.frames_target)
        threading.Thread(target=self._pump, daemon=True, name="environment-output").start()

    def take(self) -> list[OutputRecord]:
        """Return all that was written until now, in the order of time."""
        with self._lock:
            self._read_available()
            records, self._records = self._records, []
        return sorted(records, key=lambda record: record.timestamp_ms)

    def _pump(self) -> None:
        poll = select.poll()
        for descriptor in (self._lines_fd, self._frames_fd):
            poll.register(descriptor, select.POLLIN)
        while not self._closed:
            poll.poll(POLL_MILLISECONDS)
            with self._lock:
                self._read_available()
        os.close(self._lines_fd)
        os.close(self._frames_fd)

    def _read_available(self) -> None:
        if self._closed:
            return
        lines, lines_open = _read_all(self._lines_fd)
        frames, frames_open = _read_all(self._frames_fd)
        self._lines = self._split_lines(self._lines + lines)
        self._frames = self._split_frames(self._frames + frames)
        self._closed = not lines_open and not frames_open
        if self._closed and self._lines:
            self._lines = self._split_lines(self._lines + b"\n")

    def _split_lines(self, data: bytes) -> bytes:
        *complete, rest = data.split(b"\n")
        now = int(time.time() * 1000)
        self._records += [OutputRecord(now, _decode(line)) for line in complete if line]
        return rest

    def _split_frames(self, data: bytes) -> bytes:
        while len(data) >= FRAME.size:
            _, length, microseconds = FRAME.unpack_from(data)
            if len(data) < FRAME.size + length:
                break
            message = _decode(data[FRAME.size : FRAME.size + length]).rstrip("\n")
            self._records.append(OutputRecord(microseconds // 1000, message))
            data = data[FRAME.size + length :]
        return data


def _make_pipe() -> tuple[int, int]:
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    return read_end, write_end


def _read_all(descriptor: int) -> tuple[bytes, bool]:
    chunks: list[bytes] = []
    while True:
        try:
            chunk = os.read(descriptor, CHUNK)
        except BlockingIOError:
            return b"".join(chunks), True
        if not chunk:
            return b"".join(chunks), False
        chunks.append(chunk)


def _decode(data: bytes) -> str:
    return data.decode("utf-8", errors="replace").rstrip("\r")
