"""The one factory of AWS clients, and the one place that reads their errors.

Timeouts and retries are chosen so that all attempts together end before the function does:
https://docs.aws.amazon.com/boto3/latest/guide/retries.html
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from botocore import exceptions
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.retries.standard import (
    ExponentialBackoff,
    RetryContext,
    ThrottledRetryableChecker,
    TransientRetryableChecker,
)

from callnotes.domain.errors import Unavailable
from callnotes.domain.times import SecondsLeft

CONNECT_SECONDS = 0.5
READ_SECONDS = 1.5
TRIES = 3

# The SDK waits up to 1 s before the second attempt, and twice as long before each further one.
LONGEST_CALL_SECONDS = TRIES * (CONNECT_SECONDS + READ_SECONDS) + 2 ** (TRIES - 1) - 1
# The time a function needs after its last call, to write its log line and to respond.
CLOSING_SECONDS = 1

_backoff = ExponentialBackoff()
_passing = (ThrottledRetryableChecker(), TransientRetryableChecker())


@cache
def make_client(service: str, tries: int = TRIES, read_seconds: float = READ_SECONDS) -> Any:
    """Return the process's client for a service."""
    return boto3.client(service, config=client_config(tries, read_seconds))  # type: ignore[call-overload]


def client_config(tries: int = TRIES, read_seconds: float = READ_SECONDS) -> Config:
    """Return the configuration every client has.

    A static user agent saves the SDK work on each call; its app id names the calling function.
    """
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        retries={"total_max_attempts": tries, "mode": "standard"},
        # An endpoint of one's own has one name, and none with a prefix such as `sync-`.
        inject_host_prefix=not os.environ.get("AWS_ENDPOINT_URL"),
        user_agent="callnotes",
        user_agent_extra=f"app/{os.environ.get('AWS_LAMBDA_FUNCTION_NAME', 'unknown')}",
    )


@contextmanager
def calling(dependency: str) -> Iterator[None]:
    """Turn throttling, server errors and timeouts of a dependency into Unavailable."""
    try:
        yield
    except ClientError as error:
        if not _is_passing(error):
            raise
        raise Unavailable(f"The {dependency} cannot serve us right now.") from error
    except (exceptions.ConnectionError, exceptions.HTTPClientError) as error:
        raise Unavailable(f"The {dependency} does not answer right now.") from error


def error_code(error: ClientError) -> str:
    """Return the code AWS gave the error."""
    return error.response["Error"]["Code"]


def require_time(seconds_left: SecondsLeft) -> None:
    """Raise Unavailable when a call, with all its retries, could outlast the function."""
    if seconds_left() < LONGEST_CALL_SECONDS + CLOSING_SECONDS:
        raise Unavailable("There is no time left for another call.")


def back_off(attempt: int) -> None:
    """Wait after an attempt (the first is 1) as the SDK does: exponential backoff, full jitter."""
    time.sleep(_backoff.delay_amount(RetryContext(attempt)))


def _is_passing(error: ClientError) -> bool:
    """Return whether the SDK itself would retry such an error, so that its lists are ours."""
    status = error.response["ResponseMetadata"].get("HTTPStatusCode", 0)
    response = AWSResponse("", status, HTTPHeaders(), None)
    context = RetryContext(1, parsed_response=error.response, http_response=response)
    return any(checker.is_retryable(context) for checker in _passing)
