"""A running app, and one of its notes, which is read in two ways."""

import http.client
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psutil

from callnotes.adapters.note_items import note_key, to_wire
from callnotes_local.cloud.cloud import Cloud
from callnotes_local.cloud.login import sign_in
from callnotes_local.observe.demo import NOTE, USER
from callnotes_local.observe.escalations import Desk
from callnotes_local.system.process import LOOPBACK

TENANT = "hanbit"


@dataclass(frozen=True)
class Target:
    """Reads the note directly from the table, and over HTTP; keeps one connection for each."""

    cloud: Cloud
    port: int
    token: str
    note: Mapping[str, Any]

    @classmethod
    def prepare(cls, cloud: Cloud, port: int) -> "Target":
        """Make the note."""
        note = Desk(cloud, f"http://{LOOPBACK}:{port}/v1", USER).call("POST", "/notes", NOTE)
        return cls(cloud, port, sign_in(cloud, USER), note)

    def read_directly(self) -> None:
        """Read the item from the table, through the emulator only."""
        answer = self.cloud.clients.dynamodb.get_item(
            TableName=self.cloud.output("TableName"),
            Key=to_wire(note_key(TENANT, self.note["note_id"])),
        )
        found = answer["Item"]["body"]["S"]
        check(found == self.note["body"], f"another item: {found!r}")

    def read_over_http(self) -> None:
        """Get the note as an agent does; the whole response must be correct."""
        headers = {"Authorization": f"Bearer {self.token}"}
        self._connection.request("GET", f"/v1/notes/{self.note['note_id']}", headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status == 429:
            # The stage throttles: requests of the next second pass again.
            time.sleep(1)
            self.read_over_http()
            return
        check(answer.status == 200, f"{answer.status}: {body!r}")
        check(json.loads(body) == self.note, f"another note: {body!r}")

    def memory(self) -> float:
        """What emulator and functions keep in memory, in megabytes."""
        emulator = psutil.Process(self.cloud.emulator.pid)
        return (_resident(emulator) + sum(map(_resident, _find_functions(emulator)))) / 1e6

    @cached_property
    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(LOOPBACK, self.port, timeout=30)


def check(holds: bool, otherwise: str) -> None:  # noqa: FBT001 (an assertion)
    """End the run when a response is wrong: a wrong response may be a fast one."""
    if not holds:
        sys.exit(f"callnotes: {otherwise}")


def _find_functions(emulator: psutil.Process) -> list[psutil.Process]:
    # A copy that saves the state shares the emulator's memory, and its command line.
    command = emulator.cmdline()
    return [child for child in emulator.children(recursive=True) if _command(child) != command]


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
