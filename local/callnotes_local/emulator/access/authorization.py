"""Who asks, and what IAM is asked: one administrator, roles nobody can guess, AWS's own actions.

A batch call needs the right of the single one, and every call of AWS's own endpoints is encrypted:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from callnotes_local.emulator import seams
from callnotes_local.emulator.access.keys import Keys

SINGLE = {
    "sns:PublishBatch": "sns:Publish",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}


def install(keys: Keys) -> None:
    """Know one administrator; ask for actions a policy can name; let loopback stand for TLS."""
    for module in ("ministack.core.iam_evaluator", "ministack.services.sts"):
        seams.replace(module, "is_root_access_key", lambda _: partial(_is_root, keys))
    for module in ("ministack.core.lambda_runtime", "ministack.services.lambda_svc"):
        seams.replace(module, "execution_credentials", partial(_salted, keys))
    seams.replace("ministack.core.iam_actions", "extract_iam_action", _of_single_call)
    seams.replace("ministack.app", "pin_request_origin", _as_encrypted)


def _is_root(keys: Keys, access_key_id: str) -> bool:
    # No name stands for what the entrance let in unsigned; the emulator's own "test" is nobody.
    return access_key_id in ("", keys.access_key_id)


def _salted(keys: Keys, original: Callable[..., dict[str, str]]) -> Callable[..., dict[str, str]]:
    # The emulator makes them from the function's ARN, which anybody can spell.
    def credentials(config: dict[str, Any]) -> dict[str, str]:
        arn = f"{config['FunctionArn']}-{keys.secret_access_key}"
        return original(config | {"FunctionArn": arn})

    return credentials


def _of_single_call(original: Callable[..., str | None]) -> Callable[..., str | None]:
    def extract(*arguments: Any) -> str | None:
        action = original(*arguments)
        return SINGLE.get(action, action) if action else None

    return extract


def _as_encrypted(original: Callable[[str, bool], None]) -> Callable[[str, bool], None]:
    def pin(source_ip: str, _plain: bool) -> None:  # noqa: FBT001 (the emulator calls so)
        original(source_ip, True)  # noqa: FBT003

    return pin
