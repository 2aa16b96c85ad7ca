"""Attributes of users as Cognito guards them: who may write which, what PreSignUp is told.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito

from callnotes_local.emulator import seams

COGNITO = "ministack.services.cognito"
# The pool's own; no client can be given the right to write it.
NEVER_WRITABLE = frozenset({"sub"})
REFUSAL = "A client attempted to write unauthorized attribute"

Action = Callable[[dict[str, Any]], Any]


def install() -> None:
    """Enforce a client's WriteAttributes, and give PreSignUp the event of AWS."""
    seams.replace(COGNITO, "_sign_up", lambda original: _guard(original, _client_of_request))
    seams.replace(
        COGNITO, "_update_user_attributes", lambda original: _guard(original, _client_of_token)
    )
    seams.replace(COGNITO, "_build_presignup_event", _without_sub)
    seams.replace(COGNITO, "_apply_presignup_trigger", _with_reason)


def _guard(original: Action, client_id_of: Callable[[dict[str, Any]], str]) -> Action:
    def act(request: dict[str, Any]) -> Any:
        written = {item["Name"] for item in request.get("UserAttributes") or []}
        client = _find_client(client_id_of(request))
        if client is not None and not _may_write(client, written):
            return error_response_json("NotAuthorizedException", REFUSAL, 400)
        return original(request)

    return act


def _may_write(client: dict[str, Any], written: set[str]) -> bool:
    allowed = set(client.get("WriteAttributes") or written)
    return written <= allowed - NEVER_WRITABLE


def _find_client(client_id: str) -> dict[str, Any] | None:
    pools = cognito._user_pools.values()
    return next(
        (pool["_clients"][client_id] for pool in pools if client_id in pool["_clients"]), None
    )


def _client_of_request(request: dict[str, Any]) -> str:
    return str(request.get("ClientId", ""))


def _client_of_token(request: dict[str, Any]) -> str:
    # Whether the token is a good one the emulator says; this only finds the client's settings.
    try:
        claims = cognito._decode_id_token_unverified(request.get("AccessToken", ""))
    except ValueError:
        return ""
    return str(claims.get("client_id", ""))


def _without_sub(original: Callable[..., Any]) -> Callable[..., Any]:
    def build(*arguments: Any, **options: Any) -> Any:
        event = original(*arguments, **options)
        # At this moment the user has no sub yet.
        event["request"]["userAttributes"].pop("sub", None)
        return event

    return build


def _with_reason(original: Callable[..., Any]) -> Callable[..., Any]:
    def apply(*arguments: Any, **options: Any) -> Any:
        try:
            return original(*arguments, **options)
        except cognito._PreSignUpRejected as refused:
            message = f"PreSignUp failed with error {_message_of(str(refused))}."
            raise cognito._PreSignUpRejected(message) from refused

    return apply


def _message_of(text: str) -> str:
    # The emulator shows the function's whole answer where AWS shows its message.
    try:
        answer = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return str(answer.get("errorMessage", text)) if isinstance(answer, dict) else text
