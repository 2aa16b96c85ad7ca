"""The faults of one test, between the app's clients and moto.

The other calls, and those that are done before they fail, go to moto one at a time, because moto
itself does not lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any
from zlib import crc32

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.models import botocore_stubber

from faults import rule
from faults.calls import Attempt, make_response
from faults.rule import draw_rule

ALWAYS = 1_000_000


class Crash(BaseException):
    """The process ends here, so that no code of ours may catch it."""


@dataclass
class Rule(rule.Rule):
    """One call fails, unless a test says otherwise.

    crash: our process ends after the call. answer: the response, of what moto lacks.
    """

    times: int | None = 1
    crash: bool = False
    answer: str = ""


def refused(service: str, operation: str, code: str, *, status: int = 400, times: int = 1) -> Rule:
    """Return the rule by which the service refuses calls with a code."""
    return Rule(service, operation, "error_before", times, status=status, code=code)


@dataclass(frozen=True)
class Call:
    """One request as it leaves the process."""

    service: str
    operation: str
    headers: dict[str, str]


@dataclass
class Faults:
    """The rules in force, the calls that were made while they were, the seconds they took."""

    rules: list[Rule] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    seconds: float = 0
    function: str = ""
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

    def draw(self, service: str, operation: str, *, answers: bool = False) -> Rule | None:
        """Return the rule by which a call of the running function fails, or is answered."""
        rules = [found for found in self.rules if bool(found.answer) == answers]
        return draw_rule(rules, rule.Call(service, operation, self.function))

    def fail_call(
        self, service: str, operation: str, request: AWSPreparedRequest, timeout: float
    ) -> AWSResponse:
        """Respond to every call: with the fault, or with moto's response."""
        with self._lock:
            self.calls.append(Call(service, operation, _headers(request)))

            send = partial(self._send, service, operation)
            found = self.draw(service, operation)
            if found and not found.crash:
                return Attempt(service, request, timeout, send, self.sleep).fail(found)
            answer = send(request)
            if found:
                raise Crash
            return answer

    def _send(self, service: str, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        made = self.draw(service, operation, answers=True)
        if made:
            return make_response(request.url, 200, made.answer)
        answer: AWSResponse = botocore_stubber(f"before-send.{service}.{operation}", request)
        if service == "dynamodb":
            # As DynamoDB does, and the SDK compares.
            answer.headers["x-amz-crc32"] = str(crc32(answer.content))
        return answer

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.seconds += seconds


def _headers(request: AWSPreparedRequest) -> dict[str, str]:
    values: list[tuple[str, Any]] = list(request.headers.items())
    return {name: v.decode() if isinstance(v, bytes) else str(v) for name, v in values}
