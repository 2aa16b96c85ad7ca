"""What a caller is told when an environment fails, in the words of Lambda.

https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html
"""

from __future__ import annotations

import signal
from typing import Any

Result = dict[str, Any]


class InitError(RuntimeError):
    """The function could not be initialised: it does not import, or its process ended."""

    def __init__(self, payload: Any, exit_code: int | None) -> None:
        super().__init__("init error")
        self.payload = payload
        self.exit_code = exit_code


def init_error(error: InitError) -> Result:
    """Report a failed init as the runtime said it, else by how the process ended."""
    if isinstance(error.payload, dict):
        return _failed(error.payload)
    return _failed({"errorType": "Runtime.ExitError", "errorMessage": exit_reason(error.exit_code)})


def init_timeout(request_id: str) -> Result:
    """Report an init that took longer than the function may run."""
    message = f"RequestId: {request_id} Error: Task timed out during init"
    return _failed({"errorType": "Sandbox.Timedout", "errorMessage": message})


def as_on_lambda(result: Result, request_id: str, exit_code: int | None) -> Result:
    """Give time-outs and crashes the message that Lambda gives them."""
    payload = result.get("error_payload")
    if not isinstance(payload, dict):
        return result
    kind, message = payload.get("errorType"), payload.get("errorMessage", "")
    if kind not in ("Sandbox.Timedout", "Runtime.ExitError") or message.startswith("RequestId: "):
        return result
    reason = exit_reason(exit_code) if kind == "Runtime.ExitError" else message
    return result | _failed(
        {"errorType": kind, "errorMessage": f"RequestId: {request_id} Error: {reason}"}
    )


def exit_reason(exit_code: int | None) -> str:
    """Say how a runtime process ended."""
    if not exit_code:
        return "Runtime exited without providing a reason"
    if exit_code < 0:
        name = signal.strsignal(-exit_code) or str(-exit_code)
        return f"Runtime exited with error: signal: {name.lower()}"
    return f"Runtime exited with error: exit status {exit_code}"


def _failed(payload: dict[str, Any]) -> Result:
    message = payload.get("errorMessage", "")
    return {"status": "error", "error": message, "error_payload": payload}
