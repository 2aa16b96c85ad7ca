"""Sign-up as at Cognito: attributes that a client may write, functions before and after it.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito, lambda_svc

from callnotes_local.emulator import seams

COGNITO = "ministack.services.cognito"
# The pool's own: no client may write it.
NEVER_WRITABLE = frozenset({"sub"})
NOT_WRITABLE = "A client attempted to write unauthorized attribute"
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"

Data = dict[str, Any]


def install() -> None:
    """Enforce a client's WriteAttributes; call PreSignUp and PostConfirmation as AWS does."""
    seams.wrap(COGNITO, "_sign_up", partial(_check_attributes, lambda r: r.get("ClientId")))
    seams.wrap(COGNITO, "_update_user_attributes", partial(_check_attributes, _read_client))
    seams.wrap(COGNITO, "_apply_presignup_trigger", _call_pre_sign_up)
    for confirmation in ("_confirm_sign_up", "_admin_confirm_sign_up"):
        seams.wrap(COGNITO, confirmation, _confirm)


def _check_attributes(
    client_of: Callable[[Data], object], original: Callable[[Data], Any], request: Data
) -> Any:
    client_id = str(client_of(request))
    pool, _ = cognito._pool_for_client(client_id)
    written = {item["Name"] for item in request.get("UserAttributes") or []}
    allowed = pool and set(pool["_clients"][client_id].get("WriteAttributes") or written)
    if pool and not written <= allowed - NEVER_WRITABLE:
        return error_response_json("NotAuthorizedException", NOT_WRITABLE, 400)
    return original(request)


def _read_client(request: Data) -> object:
    # The emulator checks the token afterwards; this only finds the client's settings.
    return cognito._token_claims(request.get("AccessToken")).get("client_id")


def _call_pre_sign_up(
    _original: object, *user: Any, trigger_source: str = "PreSignUp_ExternalProvider"
) -> Data:
    pool_id, client_id, username, attributes = user
    # At this moment the user has no sub yet.
    given = {name: value for name, value in attributes.items() if name != "sub"}
    event = cognito._build_presignup_event(pool_id, client_id, username, given, trigger_source)
    response = _invoke(cognito._user_pools[pool_id], "PreSignUp", event)
    return {name: bool(response.get(name)) for name in event["response"]}


def _confirm(original: Callable[[Data], Any], request: Data) -> Any:
    pool, _ = cognito._pool_for_client(request.get("ClientId"))
    pool = pool or cognito._user_pools.get(request.get("UserPoolId"))
    user = pool and cognito._resolve_user(pool, request.get("Username"))[0]
    waits = user and user["UserStatus"] != "CONFIRMED"
    result = original(request)
    if not waits or user["UserStatus"] != "CONFIRMED":
        return result
    try:
        _invoke(pool, "PostConfirmation", _post_confirmation(pool, user, request))
    except cognito._PreSignUpRejected as refused:
        return error_response_json("UserLambdaValidationException", str(refused), 400)
    return result


def _post_confirmation(pool: Data, user: Data, request: Data) -> Any:
    attributes = {item["Name"]: item["Value"] for item in user["Attributes"]}
    event = cognito._build_presignup_event(
        pool["Id"],
        request.get("ClientId") or NO_CLIENT,
        user["Username"],
        attributes | {"cognito:user_status": user["UserStatus"]},
        "PostConfirmation_ConfirmSignUp",
    )
    metadata = request.get("ClientMetadata")
    sent = {"userAttributes": event["request"]["userAttributes"]}
    sent |= {"clientMetadata": metadata} if metadata else {}
    return event | {"request": sent, "response": {}}


def _invoke(pool: Data, trigger: str, event: Data) -> Any:
    """Return the function's response, or nothing without a function; raise its refusal."""
    arn = (pool.get("LambdaConfig") or {}).get(trigger)
    if not arn:
        return {}
    record, config, _ = lambda_svc._get_func_record_for_ref(arn)
    if record is None or config is None:
        raise cognito._PreSignUpRejected(f"{trigger}: the function {arn} does not exist.")
    function = lambda_svc._execution_record_for_config(record, config)
    result = lambda_svc._execute_function_with_config_scope(function, event)
    body = result.get("body") or {}
    if result.get("error"):
        reason = body.get("errorMessage") if isinstance(body, dict) else body
        raise cognito._PreSignUpRejected(f"{trigger} failed with error {reason}.")
    return cognito._extract_trigger_response(body) or {}
