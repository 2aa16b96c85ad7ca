"""Faults in calls to AWS, at the events that botocore emits around each attempt.

https://docs.aws.amazon.com/boto3/latest/guide/events.html
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

from faults.rule import Rule

type Send = Callable[[AWSPreparedRequest], AWSResponse]
type Sleep = Callable[[float], object]

# Status and code with which a service throttles: "Errors" in the reference of its API.
THROTTLED = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "lambda": (429, "TooManyRequestsException"),
    "s3": (503, "SlowDown"),
    "sns": (400, "Throttling"),
    "sqs": (400, "RequestThrottled"),
}
THROTTLED_ELSEWHERE = (400, "ThrottlingException")
INTERNAL = (500, "InternalServerError")
NO_RESPONSE = (0, "")
# The others take JSON.
XML = {"s3": "{}", "sns": "<ErrorResponse>{}</ErrorResponse>"}


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call: what botocore is about to send, and how long its client waits."""

    service: str
    request: AWSPreparedRequest
    timeout: float
    send: Send = lambda request: URLLib3Session().send(request)
    sleep: Sleep = time.sleep

    def fail(self, rule: Rule) -> AWSResponse:
        """Return the response, or raise the exception, that the client gets by the rule."""
        match rule.fault:
            case "throttle":
                return self._refuse(rule, THROTTLED.get(self.service, THROTTLED_ELSEWHERE))
            case "error_before":
                return self._refuse(rule, INTERNAL)
            case "error_after":
                self._arrive()
                return self._refuse(rule, NO_RESPONSE)
            case "delay":
                return self._delay(rule.seconds)
            case "drop":
                self.sleep(self.timeout)
                raise ReadTimeoutError(endpoint_url=self.request.url)
            case "duplicate":
                self._arrive()
                return self._arrive()
            case "corrupt":
                return _cut(self._arrive())

    def _arrive(self) -> AWSResponse:
        response = self.send(self.request)
        self.request.reset_stream()
        return response

    def _delay(self, seconds: float) -> AWSResponse:
        # The client gives up, the service does what it was asked for all the same.
        self.sleep(min(seconds, self.timeout))
        response = self._arrive()
        if seconds > self.timeout:
            raise ReadTimeoutError(endpoint_url=self.request.url)
        return response

    def _refuse(self, rule: Rule, default: tuple[int, str]) -> AWSResponse:
        status = default[0] if rule.status is None else rule.status
        if not status:
            raise ConnectionClosedError(endpoint_url=self.request.url)
        code = rule.code or default[1] or INTERNAL[1]
        body = json.dumps({"__type": code, "message": "injected"})
        if self.service in XML:
            error = f"<Error><Code>{code}</Code><Message>injected</Message></Error>"
            body = XML[self.service].format(error)
        return make_response(self.request.url, status, body)


def make_response(url: str, status: int, body: str) -> AWSResponse:
    """Return what botocore takes for a response of AWS."""
    content_type = "application/x-amz-json-1.0"
    headers: Any = {"x-amzn-requestid": "injected", "content-type": content_type}
    raw: Any = _Raw(body.encode())
    return AWSResponse(url, status, headers, raw)


def _cut(response: AWSResponse) -> AWSResponse:
    """Return the response without the second half of its body."""
    half = response.content[: len(response.content) // 2]
    raw: Any = _Raw(half)
    headers: Any = response.headers
    return AWSResponse(response.url, response.status_code, headers, raw)


class _Raw(BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()
