"""The log lines of the functions, read back from their log groups."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from callnotes_local.cloud.cloud import STACK_NAME, Cloud


@dataclass(frozen=True)
class LogLine:
    """One event of a log group."""

    function: str
    at: int
    text: str

    @property
    def fields(self) -> dict[str, Any]:
        """What the line says when it is one of the app's JSON lines, else nothing."""
        try:
            value = json.loads(self.text)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


def log_group(function: str) -> str:
    """The log group of a function, by its verb_noun."""
    return f"/aws/lambda/{STACK_NAME}/{function}"


def list_functions(cloud: Cloud) -> list[str]:
    """The functions that have a log group."""
    pages = cloud.clients.logs.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix=log_group("")
    )
    groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    return sorted(group.removeprefix(log_group("")) for group in groups)


def read_lines(
    cloud: Cloud, function: str, containing: str | None = None, since: int = 0
) -> Iterator[LogLine]:
    """The lines of a function, oldest first, those with a text in them when one is given."""
    pages = cloud.clients.logs.get_paginator("filter_log_events").paginate(
        logGroupName=log_group(function),
        startTime=since,
        filterPattern=f'"{containing}"' if containing else "",
    )
    for page in pages:
        for event in page["events"]:
            yield LogLine(function, event["timestamp"], event["message"].rstrip("\n"))
