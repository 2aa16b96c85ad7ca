"""The PostConfirmation trigger, which the emulator does not call: an ASGI layer around it.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import request_scope
from ministack.services import cognito, lambda_svc

from callnotes_local.emulator.asgi import (
    Answer,
    App,
    Receive,
    Scope,
    Send,
    call,
    header,
    read_body,
    replay,
    send_answer,
)

TARGET_PREFIX = "AWSCognitoIdentityProviderService."
CONFIRMATIONS = ("ConfirmSignUp", "AdminConfirmSignUp")
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"


@dataclass(frozen=True)
class SignUp:
    """A user whose sign-up a request confirms, and what its pool calls then."""

    account: str
    region: str
    pool: dict[str, Any]
    user: dict[str, Any]
    client_id: str
    metadata: dict[str, str]

    @property
    def trigger(self) -> str | None:
        return (self.pool.get("LambdaConfig") or {}).get("PostConfirmation")


def call_post_confirmation(inner: App) -> App:
    """Wrap the emulator: a confirmed sign-up invokes the pool's PostConfirmation function."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_confirmation(scope):
            await inner(scope, receive, send)
            return
        body = await read_body(receive)
        sign_up = _find_sign_up(json.loads(body or b"{}"))
        answer = await call(inner, scope, replay(body, receive))
        if answer.status == 200 and sign_up and sign_up.trigger:
            answer = await run_reentrant(_trigger, sign_up, thread_name="sign-up") or answer
        await send_answer(send, answer)

    return app


def _is_confirmation(scope: Scope) -> bool:
    target = header(scope, b"x-amz-target") if scope["type"] == "http" else ""
    return target.removeprefix(TARGET_PREFIX) in CONFIRMATIONS


def _find_sign_up(request: dict[str, Any]) -> SignUp | None:
    client_id = request.get("ClientId")
    for (account, region, pool_id), pool in cognito._user_pools.all_items():
        if pool_id == request.get("UserPoolId") or client_id in pool["_clients"]:
            user = cognito._resolve_user(pool, request.get("Username"))[0]
            if user is None or user.get("UserStatus") == "CONFIRMED":
                return None
            metadata = request.get("ClientMetadata") or {}
            return SignUp(account, region, pool, user, client_id or NO_CLIENT, metadata)
    return None


def _trigger(sign_up: SignUp) -> Answer | None:
    with request_scope(sign_up.account, sign_up.region):
        record, config, _ = lambda_svc._get_func_record_for_ref(sign_up.trigger)
        if record is None or config is None:
            return _refusal("UnexpectedLambdaException", "PostConfirmation: no such function.")
        function = lambda_svc._execution_record_for_config(record, config)
        result = lambda_svc._execute_function_with_config_scope(function, _event(sign_up))
    if not result.get("error"):
        return None
    message = (result.get("body") or {}).get("errorMessage", "")
    return _refusal(
        "UserLambdaValidationException", f"PostConfirmation failed with error {message}."
    )


def _event(sign_up: SignUp) -> dict[str, Any]:
    attributes = {item["Name"]: item["Value"] for item in sign_up.user.get("Attributes", [])}
    request: dict[str, Any] = {
        "userAttributes": attributes | {"cognito:user_status": "CONFIRMED"},
    }
    if sign_up.metadata:
        request["clientMetadata"] = sign_up.metadata
    return {
        "version": "1",
        "region": sign_up.region,
        "userPoolId": sign_up.pool["Id"],
        "userName": sign_up.user["Username"],
        "callerContext": {
            "awsSdkVersion": "aws-sdk-unknown-unknown",
            "clientId": sign_up.client_id,
        },
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "request": request,
        "response": {},
    }


def _refusal(kind: str, message: str) -> Answer:
    body = json.dumps({"__type": kind, "message": message}).encode()
    return Answer(400, [(b"content-type", b"application/x-amz-json-1.1")], body)
