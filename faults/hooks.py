"""Where faults come into a process: the events that botocore emits, and the handler.

https://docs.aws.amazon.com/boto3/latest/guide/events.html
"""

import threading
from collections.abc import Callable
from typing import Any

type FailCall = Callable[[str, str, Any, float], Any]


class Hooks:
    """Asks `fail_call` before each attempt of each call, whose client is of a registered session.

    It gets botocore's names of service and operation, the request, and how long the client waits
    for a response. None lets the attempt be sent.
    """

    def __init__(self, fail_call: FailCall) -> None:
        self._fail_call = fail_call
        self._thread = threading.local()

    def register(self, session: Any) -> None:
        """Stand in the way of all clients that botocore's session makes from now on."""
        session.register("before-call", self._before_call)
        session.register("before-send", self._before_send)

    def _before_call(self, context: Any, **_: object) -> None:
        self._thread.read_timeout = context["client_config"].read_timeout

    def _before_send(self, event_name: str, request: Any, **_: object) -> Any:
        service, operation = event_name.split(".")[1:]
        return self._fail_call(service, operation, request, self._thread.read_timeout)
