"""The batches of a table's stream; one that fails is split, tried again, and given up in the end.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from ministack.core.arn import parse_arn
from ministack.core.responses import request_scope
from ministack.services import dynamodb, lambda_svc

from callnotes_local.emulator import seams

REPORTED = "ReportBatchItemFailures"
FOR_EVER = -1

Mapping = dict[str, Any]
Records = list[dict[str, Any]]


def install() -> None:
    """Read the streams in place of the emulator, which never gives a batch up."""
    seams.replace("ministack.services.lambda_svc", "_poll_dynamodb_streams", lambda _: poll)


@dataclass
class _Retry:
    """What is left of a batch that failed: the sizes of its parts, how often the first failed."""

    sizes: list[int] = field(default_factory=list)
    failures: int = 0

    def replace_first(self, *sizes: int) -> None:
        """Go on with these parts in place of the first one."""
        self.sizes[:1] = sizes
        self.failures = 0


# By mapping; the positions are kept by the emulator.
_retries: defaultdict[str, _Retry] = defaultdict(_Retry)


def poll() -> bool:
    """Look at each mapping of a stream once; tell whether any has more to do at once."""
    progress = False
    for account, region, mapping in lambda_svc._iter_all_esms():
        with request_scope(account, region):
            progress = _look(mapping) or progress
    return progress


def _look(mapping: Mapping) -> bool:
    uuid, table, name = mapping["UUID"], _find_table(mapping), mapping["FunctionName"]
    function, *_ = lambda_svc._get_func_record_for_qualifier(name, mapping.get("Qualifier"))
    is_paused = lambda_svc._esm_backoff_until.get(uuid, 0) > time.time()
    if table is None or function is None or is_paused or not mapping.get("Enabled", True):
        return False
    retry, position = _retries[uuid], _read_position(mapping, table)
    limit = retry.sizes[0] if retry.sizes else mapping.get("BatchSize", 100)
    records = dynamodb.stream_records_since(table, position, limit)
    done = _deliver(mapping, function, records, retry) if records else None
    if done is not None:
        with lambda_svc._dynamodb_stream_positions_lock:
            lambda_svc._dynamodb_stream_positions[uuid] = position + done
        lambda_svc._esm_backoff_until.pop(uuid, None)
    elif records:
        lambda_svc._esm_backoff_until[uuid] = time.time() + lambda_svc._ESM_BACKOFF_SECONDS
    return done is not None


def _deliver(mapping: Mapping, function: Any, records: Records, retry: _Retry) -> int | None:
    """Return how many records are done with, or None: all are tried again after a pause."""
    batch, size = lambda_svc._apply_filter_criteria(records, mapping), len(records)
    result = lambda_svc._execute_function(function, {"Records": batch}) if batch else {}
    if result.get("throttle"):
        # The batch waits, which is no failure.
        return None
    done = _count_done(mapping, records, result)
    mapping["LastProcessingResult"] = "OK" if done else "PROBLEM: Function call failed"
    if done:
        retry.replace_first(*([size - done] if done < size else []))
        return done
    age = time.time() - records[0]["dynamodb"]["ApproximateCreationDateTime"]
    is_too_old = 0 <= int(mapping.get("MaximumRecordAgeInSeconds", FOR_EVER)) < age
    if mapping.get("BisectBatchOnFunctionError") and size > 1 and not is_too_old:
        # A split does not count as an attempt.
        retry.replace_first(size // 2, size - size // 2)
        return 0
    retry.failures += 1
    if is_too_old or 0 <= int(mapping.get("MaximumRetryAttempts", FOR_EVER)) < retry.failures:
        condition = "MaxRecordAgeExceeded" if is_too_old else "RetryAttemptsExhausted"
        lambda_svc._send_ddb_stream_failure_record(
            mapping, function, batch, mapping["EventSourceArn"], result, condition
        )
        retry.replace_first()
        return size
    # New records do not join a batch that is tried again.
    retry.sizes[:1] = [size]
    return None


def _count_done(mapping: Mapping, records: Records, result: dict[str, Any]) -> int:
    """Count the records before the first failed one: none when the whole batch has failed."""
    if result.get("error"):
        return 0
    match result.get("body"):
        case {"batchItemFailures": [_, *_] as failures} if REPORTED in (
            mapping.get("FunctionResponseTypes") or []
        ):
            failed = {failure["itemIdentifier"] for failure in failures}
            numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
            return min((numbers.index(number) for number in failed & {*numbers}), default=0)
    return len(records)


def _find_table(mapping: Mapping) -> str | None:
    arn = mapping.get("EventSourceArn", "")
    if ":dynamodb:" not in arn:
        return None
    name: str = lambda_svc._dynamodb_stream_table_from_arn_spec(parse_arn(arn))[0]
    table = dynamodb._tables.get(name)
    return name if table and table.get("LatestStreamArn") == arn else None


def _read_position(mapping: Mapping, table: str) -> int:
    uuid, starting = mapping["UUID"], mapping.get("StartingPosition", "LATEST")
    lambda_svc._init_stream_position(uuid, mapping["EventSourceArn"], starting)
    # What has aged out of the stream is passed over.
    position: int = lambda_svc._dynamodb_stream_positions[uuid]
    oldest: int = dynamodb.stream_start_position(table)
    return max(position, oldest)
