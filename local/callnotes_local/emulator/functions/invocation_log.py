"""The log of an invocation, in the function's log group: one stream for each environment.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from typing import Any

from ministack.services import cloudwatch_logs

from callnotes_local.emulator.functions.output import OutputRecord
from callnotes_local.emulator.functions.variables import log_group
from callnotes_local.emulator.metrics import embedded_metrics

KEPT_EVENTS = 10_000


def stream_name(config: dict[str, Any]) -> str:
    """Return the log stream of a new environment: date, version, a unique part."""
    version = config.get("Version", "$LATEST")
    return f"{time.strftime('%Y/%m/%d', time.gmtime())}/[{version}]{secrets.token_hex(16)}"


def write(
    config: dict[str, Any],
    stream: str,
    request_id: str,
    started: float,
    records: Iterable[OutputRecord],
    result: dict[str, Any],
) -> None:
    """Append START, what the function wrote, END and REPORT to its stream."""
    ended = time.time()
    began = int(started * 1000)
    version = config.get("Version", "$LATEST")
    records = list(records)
    lines = [OutputRecord(began, f"START RequestId: {request_id} Version: {version}"), *records]
    lines += [_at(ended, text) for text in _platform_error(request_id, ended, result)]
    lines.append(_at(ended, f"END RequestId: {request_id}"))
    lines.append(_at(ended, _report(config, request_id, (ended - started) * 1000)))
    append(log_group(config), stream, lines)
    for record in records:
        embedded_metrics.count_metrics(record.message)


def append(group_name: str, stream: str, lines: list[OutputRecord]) -> None:
    """Append lines to a stream of a log group; both are made when they are not there."""
    _ensure_stream(group_name, stream)
    events = [{"timestamp": line.timestamp_ms, "message": line.message} for line in lines]
    ingested = int(time.time() * 1000)
    target = cloudwatch_logs._log_groups[group_name]["streams"][stream]
    cloudwatch_logs._append_log_events(
        target, [event | {"ingestionTime": ingested} for event in events]
    )
    # Memory stays bounded: what writes for a long time keeps its newest lines.
    if len(target["events"]) > 2 * KEPT_EVENTS:
        target["events"] = target["events"][-KEPT_EVENTS:]
    cloudwatch_logs._fanout_to_subscription_filters(group_name, stream, events)


def _ensure_stream(group_name: str, stream: str) -> None:
    if group_name not in cloudwatch_logs._log_groups:
        cloudwatch_logs._create_log_group({"logGroupName": group_name})
    if stream not in cloudwatch_logs._log_groups[group_name]["streams"]:
        cloudwatch_logs._create_log_stream({"logGroupName": group_name, "logStreamName": stream})


def _report(config: dict[str, Any], request_id: str, milliseconds: float) -> str:
    memory = config.get("MemorySize", 128)
    return (
        f"REPORT RequestId: {request_id}\tDuration: {milliseconds:.2f} ms\t"
        f"Billed Duration: {int(milliseconds) + 1} ms\tMemory Size: {memory} MB"
    )


def _platform_error(request_id: str, ended: float, result: dict[str, Any]) -> Iterator[str]:
    """What Lambda itself logs of a failure that the function could not log."""
    payload = result.get("error_payload")
    kind = payload.get("errorType") if isinstance(payload, dict) else None
    if kind == "Sandbox.Timedout":
        reason = result["error_payload"]["errorMessage"].rpartition("Error: ")[2]
        yield f"{_iso(ended)} {request_id} {reason}"
    elif kind == "Runtime.ExitError":
        yield f"{result['error_payload']['errorMessage']}\n{kind}"


def _at(moment: float, message: str) -> OutputRecord:
    return OutputRecord(int(moment * 1000), message)


def _iso(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
