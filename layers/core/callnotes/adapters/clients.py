"""The one factory of AWS clients, and the one place that reads their errors.

Time-outs and tries are chosen so that all tries together end before the function does:
https://docs.aws.amazon.com/boto3/latest/guide/retries.html
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import Any

import boto3
from botocore import exceptions
from botocore.config import Config
from botocore.exceptions import ClientError

from callnotes.domain.errors import Unavailable

CONNECT_SECONDS = 0.5
READ_SECONDS = 1.5
TRIES = 3

_THROTTLED = frozenset(
    {
        "KMSThrottlingException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "Throttled",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


@cache
def make_client(service: str, tries: int = TRIES) -> Any:
    """Return the process's client for a service."""
    return boto3.client(service, config=client_config(tries))  # type: ignore[call-overload]


def client_config(tries: int = TRIES) -> Config:
    """Return the configuration every client has.

    A static user agent saves the SDK work on each call; the app id in it says whose call it is.
    """
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": tries, "mode": "standard"},
        user_agent="callnotes",
        user_agent_extra=f"app/{os.environ.get('LOGICAL_ID', 'unknown')}",
    )


@contextmanager
def calling(dependency: str) -> Iterator[None]:
    """Turn throttling, server errors and silence of a dependency into Unavailable."""
    try:
        yield
    except ClientError as error:
        if not _is_transient(error):
            raise
        raise Unavailable(f"The {dependency} cannot serve us right now.") from error
    except (exceptions.ConnectionError, exceptions.HTTPClientError) as error:
        raise Unavailable(f"The {dependency} does not answer right now.") from error


def error_code(error: ClientError) -> str:
    """Return the code AWS gave the error."""
    return error.response["Error"]["Code"]


def _is_transient(error: ClientError) -> bool:
    status = error.response["ResponseMetadata"].get("HTTPStatusCode", 0)
    return error_code(error) in _THROTTLED or status >= HTTPStatus.INTERNAL_SERVER_ERROR
