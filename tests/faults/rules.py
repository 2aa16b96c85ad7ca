"""Faults in calls to AWS, at botocore's documented hook before a request is sent.

A rule defines which calls fail, how, and how often. The other calls, and those that are committed
before they fail, go to moto one at a time, because moto itself does not lock:
https://boto3.amazonaws.com/v1/documentation/api/latest/guide/events.html
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from io import BytesIO
from threading import Lock
from typing import Any, Literal

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from moto.core.models import botocore_stubber

type Kind = Literal[
    "error", "timeout", "reset", "late_error", "reply_lost", "crash_after", "slow", "answer"
]

COMMITTED: frozenset[Kind] = frozenset({"late_error", "reply_lost", "crash_after"})
ALWAYS = 1_000_000


class Crash(BaseException):
    """The process ends here, so that no code of ours may catch it."""


@dataclass
class Rule:
    """Calls of `operation` fail in the way of `kind`, `times` times, after `after` that succeed.

    A `*` is any service or operation.
    error: refused with status and code. timeout: no response. reset: the connection is cut before
    the call. late_error, reply_lost: the call is done, and the response is an error or is lost.
    crash_after: the call is done, and then our process ends. slow: the call is done. answer: the
    response is `body`, for what moto lacks. Each takes `seconds`, which pass at once and count.
    """

    service: str
    operation: str
    kind: Kind
    times: int = 1
    after: int = 0
    status: int = 500
    code: str = "InternalServerError"
    seconds: float = 0
    body: str = ""
    fired: int = 0

    def applies_to(self, event_name: str) -> bool:
        return fnmatchcase(event_name, f"before-send.{self.service}.{self.operation}")

    def draws(self) -> bool:
        """Count the call, and return whether it fails."""
        if self.after > 0:
            self.after -= 1
            return False
        if self.fired >= self.times:
            return False
        self.fired += 1
        return True


@dataclass(frozen=True)
class Call:
    """One request as it leaves the process."""

    service: str
    operation: str
    headers: dict[str, str]


@dataclass
class Faults:
    """The rules in force, and the calls that were made while they were."""

    rules: list[Rule] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    seconds: float = 0
    _lock: Lock = field(default_factory=Lock)

    def add(self, rule: Rule) -> Rule:
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        self.rules.clear()
        self.calls.clear()
        self.seconds = 0

    def made(self, operation: str) -> int:
        """Count the calls of an operation, failed ones too."""
        return sum(call.operation == operation for call in self.calls)

    @contextmanager
    def of_one_test(self) -> Iterator["Faults"]:
        """Forget all rules and calls around a test; a rule that never fired proves nothing."""
        self.clear()
        yield self
        idle = [rule for rule in self.rules if not rule.fired]
        self.clear()
        assert not idle, f"these rules never fired: {idle}"

    def __call__(self, event_name: str, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        with self._lock:
            service, operation = event_name.split(".")[1:]
            self.calls.append(Call(service, operation, _headers(request)))
            rule = next((r for r in self.rules if r.applies_to(event_name) and r.draws()), None)
            if rule is None:
                return _call(event_name, request)
            self.seconds += rule.seconds
            if rule.kind in COMMITTED:
                _call(event_name, request)
            return _answer(rule, event_name, request)


def _headers(request: AWSPreparedRequest) -> dict[str, str]:
    values: list[tuple[str, Any]] = list(request.headers.items())
    return {name: v.decode() if isinstance(v, bytes) else str(v) for name, v in values}


def _call(event_name: str, request: AWSPreparedRequest) -> AWSResponse:
    answer: AWSResponse = botocore_stubber(event_name, request)
    return answer


def _answer(rule: Rule, event_name: str, request: AWSPreparedRequest) -> AWSResponse:
    match rule.kind:
        case "slow":
            return _call(event_name, request)
        case "answer":
            return make_answer(request.url, 200, rule.body)
        case "timeout" | "reply_lost":
            raise ReadTimeoutError(endpoint_url=request.url)
        case "reset":
            raise ConnectionClosedError(endpoint_url=request.url)
        case "crash_after":
            raise Crash
        case "error" | "late_error":
            return _refusal(rule, request)


def _refusal(rule: Rule, request: AWSPreparedRequest) -> AWSResponse:
    body = _as_xml(rule) if rule.service in {"s3", "sns"} else _as_json(rule)
    return make_answer(request.url, rule.status, body)


def make_answer(url: str, status: int, body: str) -> AWSResponse:
    """Return what botocore takes for a response of AWS."""
    headers = {"x-amzn-requestid": "made-here", "content-type": "application/x-amz-json-1.0"}
    return AWSResponse(url, status, headers, _Raw(body.encode()))  # type: ignore[arg-type]


def _as_json(rule: Rule) -> str:
    return json.dumps({"__type": rule.code, "message": "injected"})


def _as_xml(rule: Rule) -> str:
    error = f"<Error><Code>{rule.code}</Code><Message>injected</Message></Error>"
    return error if rule.service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>"


class _Raw(BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()
