"""What IAM is asked about a request: the action that AWS asks for, over an encrypted connection.

A batch call needs the right of the single one, and every call of AWS's own endpoints is encrypted:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from callnotes_local.emulator import seams

SINGLE = {
    "sns:PublishBatch": "sns:Publish",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}


def install() -> None:
    """Ask for the actions that policies can name; let loopback stand for TLS."""
    seams.replace("ministack.core.iam_actions", "extract_iam_action", _of_single_call)
    seams.replace("ministack.app", "pin_request_origin", _as_encrypted)


def _of_single_call(original: Callable[..., str | None]) -> Callable[..., str | None]:
    def extract(*arguments: Any) -> str | None:
        action = original(*arguments)
        return SINGLE.get(action, action) if action else None

    return extract


def _as_encrypted(original: Callable[[str, bool], None]) -> Callable[[str, bool], None]:
    def pin(source_ip: str, _plain: bool) -> None:  # noqa: FBT001 (the emulator calls so)
        original(source_ip, True)  # noqa: FBT003

    return pin
