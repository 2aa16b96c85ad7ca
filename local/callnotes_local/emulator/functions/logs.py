"""The log of a function: what its environment writes, between START, END and REPORT.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import os
import re
import secrets
import select
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from ministack.services import cloudwatch_logs
from ministack.services.cloudwatch import record_metric

# A line, or the head of a frame of awslambdaric's FramedTelemetryLogSink: type, length, time.
EVENT = re.compile(
    rb"\xa5Z\x00.(?P<length>.{4}).{8}|(?!\xa5Z\x00)(?P<line>.*?)(?:\n|(?=\xa5Z\x00))", re.DOTALL
)
CHUNK = 65536
KEPT_EVENTS = 10_000


@dataclass(frozen=True)
class LogEvent:
    """What was written, and when, in milliseconds since the epoch."""

    timestamp: int
    message: str


class OutputReader:
    """Reads what an environment writes, for as long as it lives; `take` is complete at the call.

    A function writes its lines before it posts its response, so when the response is here they
    are in the pipe: reading until it is empty gets all of them without waiting.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self._lock = threading.Lock()
        self._pipe = pipe
        self._unread = b""
        self._events: list[LogEvent] = []
        self._ended = False
        os.set_blocking(pipe.fileno(), False)
        threading.Thread(target=self._pump, daemon=True, name="environment-output").start()

    def take(self) -> list[LogEvent]:
        """Return all that was written since the last call."""
        self._read_available()
        with self._lock:
            events, self._events = self._events, []
        return events

    def _pump(self) -> None:
        # A full pipe would block the function.
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN)
        while self._read_available():
            poll.poll()
        self._pipe.close()

    def _read_available(self) -> bool:
        """Read until the pipe is empty; tell whether more may come."""
        with self._lock:
            while not self._ended and (chunk := self._pipe.read(CHUNK)) is not None:
                self._ended = not chunk
                self._add(chunk or b"\n")
            return not self._ended

    def _add(self, chunk: bytes) -> None:
        data, now = self._unread + chunk, _milliseconds(time.time())
        while event := EVENT.match(data):
            end = event.end() + int.from_bytes(event["length"] or b"")
            if end > len(data):
                break
            text = event["line"] if event["length"] is None else data[event.end() : end]
            if message := text.decode(errors="replace").rstrip("\r\n"):
                self._events.append(LogEvent(now, message))
            data = data[end:]
        self._unread = data


def log_group(config: dict[str, Any]) -> str:
    """Return the log group of a function: its own, or the one LoggingConfig names."""
    settings = config.get("LoggingConfig") or {}
    return str(settings.get("LogGroup") or f"/aws/lambda/{config['FunctionName']}")


def name_stream(config: dict[str, Any]) -> str:
    """Name the log stream of a new environment: date, version, a unique part."""
    version = config.get("Version", "$LATEST")
    return f"{time.strftime('%Y/%m/%d', time.gmtime())}/[{version}]{secrets.token_hex(16)}"


def log_invocation(
    config: dict[str, Any],
    stream: str,
    request_id: str,
    started: float,
    written: list[LogEvent],
    result: dict[str, Any],
) -> None:
    """Append START, what the function wrote, END and REPORT to its stream."""
    now = time.time()
    start = f"START RequestId: {request_id} Version: {config.get('Version', '$LATEST')}"
    duration = (now - started) * 1000
    report = (
        f"REPORT RequestId: {request_id}\tDuration: {duration:.2f} ms\t"
        f"Billed Duration: {int(duration) + 1} ms\tMemory Size: {config.get('MemorySize', 128)} MB"
    )
    end = [*_platform_error(request_id, now, result), f"END RequestId: {request_id}", report]
    events = [LogEvent(_milliseconds(now), message) for message in end]
    append(log_group(config), stream, [LogEvent(_milliseconds(started), start), *written, *events])
    if result.get("error"):
        own = {"FunctionName": config["FunctionName"]}
        record_metric("AWS/Lambda", "Errors", 1, "Count", own)
    for event in written:
        _count_metrics(event.message)


def append(group_name: str, stream_name: str, events: Iterable[LogEvent]) -> None:
    """Append events to a stream of a log group; both are made when they are not there."""
    if group_name not in cloudwatch_logs._log_groups:
        cloudwatch_logs._create_log_group({"logGroupName": group_name})
    streams = cloudwatch_logs._log_groups[group_name]["streams"]
    if stream_name not in streams:
        names = {"logGroupName": group_name, "logStreamName": stream_name}
        cloudwatch_logs._create_log_stream(names)
    stored = [vars(event) | {"ingestionTime": _milliseconds(time.time())} for event in events]
    cloudwatch_logs._append_log_events(streams[stream_name], stored)
    # Memory stays bounded: what writes for a long time keeps its newest events.
    if len(streams[stream_name]["events"]) > 2 * KEPT_EVENTS:
        streams[stream_name]["events"] = streams[stream_name]["events"][-KEPT_EVENTS:]
    cloudwatch_logs._fanout_to_subscription_filters(group_name, stream_name, stored)


def _platform_error(request_id: str, now: float, result: dict[str, Any]) -> Iterator[str]:
    """What Lambda itself logs of a failure that the function could not log."""
    match result.get("error_payload"):
        case {"errorType": "Sandbox.Timedout", "errorMessage": message}:
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
            yield f"{at} {request_id} {message.rpartition('Error: ')[2]}"
        case {"errorType": "Runtime.ExitError", "errorMessage": message}:
            yield f"{message}\nRuntime.ExitError"


def _count_metrics(line: str) -> None:
    """Record each metric of a line in the embedded metric format, for each set of dimensions."""
    if '"CloudWatchMetrics"' not in line:
        return
    try:
        document = json.loads(line)
    except ValueError:
        return
    metrics = document.get("_aws") if isinstance(document, dict) else None
    for directive in (metrics or {}).get("CloudWatchMetrics", []):
        for names in directive["Dimensions"]:
            dimensions = {name: str(document[name]) for name in names}
            for metric in directive["Metrics"]:
                found, unit = document[metric["Name"]], metric.get("Unit", "None")
                for value in found if isinstance(found, list) else [found]:
                    record_metric(directive["Namespace"], metric["Name"], value, unit, dimensions)


def _milliseconds(moment: float) -> int:
    return int(moment * 1000)
