"""A failing batch of a table's stream: split, tried as often as the mapping says, then given up.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ministack.core.arn import parse_arn
from ministack.core.responses import request_scope
from ministack.services import dynamodb, lambda_svc

from callnotes_local.emulator import seams

LAMBDA_SERVICE = "ministack.services.lambda_svc"
DYNAMODB = "ministack.services.dynamodb"
GIVEN_UP = "RetryAttemptsExhausted"
REPORTED = "ReportBatchItemFailures"
FOR_EVER = -1

# Functions that were throttled in this thread's look: their batch waits, which is no failure.
_throttled: ContextVar[set[str] | None] = ContextVar("throttled", default=None)

Mapping = dict[str, Any]


def install() -> None:
    """Look at every failure of a stream's mapping after each look of the emulator."""
    retries = StreamRetries()
    seams.replace(LAMBDA_SERVICE, "_poll_dynamodb_streams", retries.after_poll)
    seams.replace(LAMBDA_SERVICE, "_execute_function", _note_throttled)
    seams.replace(LAMBDA_SERVICE, "_execute_function", retries.read_report)
    seams.replace(DYNAMODB, "stream_records_since", retries.keep_split)


@dataclass
class StreamRetries:
    """What failed how often; positions are those of the emulator's stream readers."""

    # Batches that begin at (table, position) are not larger than this.
    _sizes: dict[tuple[str, int], int] = field(default_factory=dict)
    # Failures in a row of (mapping, position).
    _failures: dict[tuple[str, int], int] = field(default_factory=dict)
    # Sequence numbers of records that functions reported as failed.
    _reported: set[str] = field(default_factory=set)

    def keep_split(self, original: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        """Give no more records than the split batch has."""

        def read(table: str, position: int, limit: int, **scope: Any) -> list[Any]:
            return original(
                table, position, min(limit, self._sizes.get((table, position), limit)), **scope
            )

        return read

    def read_report(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Treat a batch that a function reports to have failed in part as a failed one."""

        def execute(function: Mapping, event: Any) -> Any:
            result = original(function, event)
            if failures := _read_failures(function, event, result):
                self._reported.update(failures)
                return {**result, "error": True}
            return result

        return execute

    def after_poll(self, original: Callable[[], bool]) -> Callable[[], bool]:
        """Decide on each mapping whose function failed in this look."""

        def poll() -> bool:
            _throttled.set(set())
            before = frozenset(lambda_svc._esm_backoff_until._data.values())
            processed = original()
            for account, region, mapping in lambda_svc._iter_all_esms():
                with request_scope(account, region):
                    if self._has_failed(mapping, before):
                        processed = self._decide(mapping) or processed
            return processed

        return poll

    def _has_failed(self, mapping: Mapping, before: frozenset[float]) -> bool:
        if ":dynamodb:" not in mapping.get("EventSourceArn", ""):
            return False
        if mapping["FunctionName"] in (_throttled.get() or ()):
            return False
        now = lambda_svc._esm_backoff_until.get(mapping["UUID"])
        return now is not None and now not in before

    def _decide(self, mapping: Mapping) -> bool:
        uuid, table = mapping["UUID"], _table(mapping)
        position = lambda_svc._dynamodb_stream_positions[uuid]
        records = dynamodb.stream_records_since(table, position, mapping.get("BatchSize", 100))
        self._forget_passed(table, position)
        if done := self._count_done(records):
            # What is left is tried again at once, as after a split.
            self._sizes[table, position + done] = len(records) - done
            _go_on(uuid, position + done)
            return True
        if mapping.get("BisectBatchOnFunctionError") and len(records) > 1:
            # A split does not count as an attempt.
            half = len(records) // 2
            self._sizes[table, position] = half
            self._sizes[table, position + half] = len(records) - half
            lambda_svc._esm_backoff_until.pop(uuid, None)
            return True
        # New records do not join a batch that is tried again.
        self._sizes[table, position] = len(records)
        return self._count(mapping, table, position, records)

    def _count_done(self, records: list[Any]) -> int:
        """Count the records before the first that was reported as failed."""
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        reported = [place for place, number in enumerate(numbers) if number in self._reported]
        self._reported.difference_update(numbers)
        return min(reported, default=0)

    def _forget_passed(self, table: str, position: int) -> None:
        for owner, start in [*self._sizes]:
            if owner == table and start < position:
                del self._sizes[owner, start]

    def _count(self, mapping: Mapping, table: str, position: int, records: list[Any]) -> bool:
        uuid = mapping["UUID"]
        failures = self._failures.get((uuid, position), 0) + 1
        if not _is_over(mapping, failures, records[0]):
            self._failures[uuid, position] = failures
            return False
        self._failures.pop((uuid, position), None)
        self._sizes.pop((table, position), None)
        _give_up(mapping, records)
        _go_on(uuid, position + len(records))
        return True


def _note_throttled(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute(func: dict[str, Any], event: Any) -> Any:
        result = original(func, event)
        seen = _throttled.get()
        if seen is not None and result.get("throttle"):
            seen.add(func["config"]["FunctionName"])
        return result

    return execute


def _read_failures(function: Mapping, event: Any, result: Mapping) -> list[str]:
    """The sequence numbers in a response, of a mapping of a stream that asks for them."""
    match event, result.get("body"):
        case {"Records": [{"eventSource": "aws:dynamodb"}, *_]}, {"batchItemFailures": failures}:
            asked = any(
                REPORTED in (mapping.get("FunctionResponseTypes") or [])
                for _, _, mapping in lambda_svc._iter_all_esms()
                if mapping["FunctionName"] == function["config"]["FunctionName"]
            )
            return [failure["itemIdentifier"] for failure in failures if asked]
    return []


def _is_over(mapping: Mapping, failures: int, oldest: Any) -> bool:
    attempts: int = mapping.get("MaximumRetryAttempts", FOR_EVER)
    age: int = mapping.get("MaximumRecordAgeInSeconds", FOR_EVER)
    seconds: float = time.time() - oldest["dynamodb"]["ApproximateCreationDateTime"]
    return 0 <= attempts < failures or 0 <= age < seconds


def _go_on(uuid: str, position: int) -> None:
    with lambda_svc._dynamodb_stream_positions_lock:
        lambda_svc._dynamodb_stream_positions[uuid] = position
    lambda_svc._esm_backoff_until.pop(uuid, None)


def _give_up(mapping: Mapping, records: list[Any]) -> None:
    function, _ = lambda_svc._get_func_record_for_qualifier(
        mapping["FunctionName"], mapping.get("Qualifier")
    )
    batch = lambda_svc._apply_filter_criteria(records, mapping)
    if function is not None and batch:
        lambda_svc._send_ddb_stream_failure_record(
            mapping, function, batch, mapping["EventSourceArn"], {}, GIVEN_UP
        )


def _table(mapping: Mapping) -> str:
    found = lambda_svc._dynamodb_stream_table_from_arn_spec(parse_arn(mapping["EventSourceArn"]))
    return str(found[0])
