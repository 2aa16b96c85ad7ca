"""Who calls, and which permission a call needs: one administrator, functions' keys of their own.

A batch call needs the permission of the single call:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from callnotes_local.emulator import seams
from callnotes_local.emulator.access.keys import Keys

BATCHES = (
    "sns:PublishBatch",
    "sqs:ChangeMessageVisibilityBatch",
    "sqs:DeleteMessageBatch",
    "sqs:SendMessageBatch",
)


def install(keys: Keys) -> None:
    """Know one administrator; make functions' keys random; ask for actions a policy can name."""
    # No name stands for what the entrance let in unsigned; the emulator's own "test" is unknown.
    administrator = ("", keys.access_key_id)
    for module in ("ministack.core.iam_evaluator", "ministack.services.sts"):
        seams.wrap(module, "is_root_access_key", lambda _, key: key in administrator)
    for module in ("ministack.core.lambda_runtime", "ministack.services.lambda_svc"):
        seams.wrap(module, "execution_credentials", partial(_salt, keys.secret_access_key))
    seams.wrap("ministack.core.iam_actions", "extract_iam_action", _of_single_call)


def _salt(secret: str, original: Callable[..., Any], config: dict[str, Any]) -> Any:
    # The emulator makes them from the function's ARN, which anybody can spell.
    return original(config | {"FunctionArn": f"{config['FunctionArn']}-{secret}"})


def _of_single_call(original: Callable[..., str | None], *call: Any) -> str | None:
    action = original(*call)
    return action.removesuffix("Batch") if action in BATCHES else action
