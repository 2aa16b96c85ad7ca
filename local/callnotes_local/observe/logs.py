"""`callnotes logs`: what functions wrote, read back from their log groups."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.errors import CliError, ExitCode

LOG_GROUPS = f"/aws/lambda/{STACK_NAME}/"
# How often following looks, and how late a line may come (milliseconds).
FOLLOW_SECONDS = 1.0
LATE = 10_000
PLATFORM_LINES = ("START RequestId", "END RequestId", "REPORT RequestId", "INIT_START")


@dataclass(frozen=True)
class LogLine:
    """One event of a log group: the function's verb_noun, epoch milliseconds, the text."""

    function: str
    at: int
    text: str

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of one of the app's JSON lines; none for any other line."""
        return parse_object(self.text)


def to_text(at: int) -> str:
    """RFC 3339 in UTC with milliseconds, from epoch milliseconds."""
    time = datetime.fromtimestamp(at / 1000, UTC)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_object(text: str) -> dict[str, Any]:
    """The members of a JSON object; none for any other text."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def read_logs(
    cloud: Cloud, function: str | None, request_id: str | None, limit: int | None, since: int = 0
) -> list[LogLine]:
    """The newest lines since a time, of one function or of all, those of one request if given."""
    known = list_functions(cloud)
    if function and function not in known:
        raise CliError(
            f"There is no function {function!r}.",
            f"Functions are {', '.join(known)}.",
            "callnotes logs",
            ExitCode.UNKNOWN_ID,
        )
    lines = [
        line
        for name in ([function] if function else known)
        for line in read_lines(cloud, name, request_id, since)
        if not line.text.startswith(PLATFORM_LINES)
    ]
    return sorted(lines, key=lambda line: line.at)[-(limit or 0) :]


def follow_logs(cloud: Cloud, function: str | None, request_id: str | None) -> Iterator[LogLine]:
    """Lines as they come, for ever: those of the last seconds first."""
    seen: set[LogLine] = set()
    while True:
        since = int(time.time() * 1000) - LATE
        new = [x for x in read_logs(cloud, function, request_id, None, since) if x not in seen]
        seen = {line for line in seen if line.at >= since} | set(new)
        yield from new
        time.sleep(FOLLOW_SECONDS)


def list_functions(cloud: Cloud) -> list[str]:
    """The functions that have a log group."""
    pages = cloud.clients.logs.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix=LOG_GROUPS
    )
    groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    return sorted(group.removeprefix(LOG_GROUPS) for group in groups)


def read_lines(
    cloud: Cloud, function: str, containing: str | None = None, since: int = 0
) -> Iterator[LogLine]:
    """The lines of a function since a time, oldest first; with a text in them if it is given."""
    pages = cloud.clients.logs.get_paginator("filter_log_events").paginate(
        logGroupName=LOG_GROUPS + function,
        filterPattern=f'"{containing}"' if containing else "",
        startTime=since,
    )
    for page in pages:
        for event in page["events"]:
            yield LogLine(function, event["timestamp"], event["message"].rstrip("\n"))
