"""What publisher and consumers wrote in their logs about the events of one note."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.observe.function_logs import read_lines


@dataclass(frozen=True)
class Fact:
    """One event in a log line: its fields there, and when the line was written (epoch ms)."""

    at: int
    fields: Mapping[str, Any]


type Facts = Mapping[str, Fact]


def read_facts(cloud: Cloud, function: str, message: str, note_id: str) -> Facts:
    """The note's events in a function's lines of this message, by id; of several the first."""
    found: dict[str, Fact] = {}
    for line in read_lines(cloud, function, containing=note_id):
        if line.fields.get("message") == message:
            for fields in line.fields["events"]:
                if fields["event_id"].startswith(f"{note_id}."):
                    found.setdefault(fields["event_id"], Fact(line.at, fields))
    return found
