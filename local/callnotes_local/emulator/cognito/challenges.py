"""Sign-in as Cognito guards it: sessions of challenges, reset codes nobody can guess.

The emulator takes any session, and so gives tokens and new passwords to whoever names a user:
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito

from callnotes_local.emulator import seams

COGNITO = "ministack.services.cognito"
STARTS = ("InitiateAuth", "AdminInitiateAuth")
ANSWERS = ("RespondToAuthChallenge", "AdminRespondToAuthChallenge")
DEFAULT_VALIDITY_MINUTES = 3
NEW_PASSWORD, SOFTWARE_TOKEN = "NEW_PASSWORD_REQUIRED", "SOFTWARE_TOKEN_MFA"

Data = dict[str, Any]
Result = tuple[int, Data, bytes]
Handler = Callable[[Data], Result]


@dataclass(frozen=True)
class Session:
    """A challenge that was given to somebody; `inner` is what the emulator calls it."""

    inner: str
    client_id: str
    username: str
    challenge: str
    expires_at: float


_sessions: dict[str, Session] = {}


def install() -> None:
    """Issue sessions of our own, take each of them once; draw the codes that reset passwords."""
    seams.replace(COGNITO, "_run_idp_handler", _with_sessions)
    seams.replace(COGNITO, "_password_auth_result", _with_a_password)
    seams.replace(COGNITO, "_refresh_auth_user", _while_it_is_valid)
    seams.replace(COGNITO, "_send_verification_email", _with_a_reset_code)


def _with_sessions(original: Callable[..., Result]) -> Callable[..., Result]:
    def run(handler: Handler, action: str, data: Data) -> Result:
        if action in STARTS:
            return _issue(original(handler, action, data), data, _named_in(data, "AuthParameters"))
        if action not in ANSWERS or _is_srp(data):
            return original(handler, action, data)
        token = str(data.get("Session"))
        session = _sessions.get(token)
        refusal = _refuse(session, data)
        if refusal or session is None or _sessions.pop(token, None) is None:
            return refusal or _no_session()
        result = original(handler, action, data | {"Session": session.inner})
        return _issue(result, data, session.username)

    return run


def _issue(result: Result, data: Data, username: str) -> Result:
    status, headers, body = result
    answer = json.loads(body) if status == 200 else {}
    if "Session" not in answer:
        return result
    now, token = time.time(), secrets.token_urlsafe(64)
    for old in [token for token, session in list(_sessions.items()) if session.expires_at < now]:
        _sessions.pop(old, None)
    expires_at = now + 60 * _validity_minutes(data["ClientId"])
    _sessions[token] = Session(
        answer["Session"], data["ClientId"], username, answer["ChallengeName"], expires_at
    )
    return status, headers, json.dumps(answer | {"Session": token}).encode()


def _is_srp(data: Data) -> bool:
    # Its secret block is the session; the emulator checks it, and the proof.
    return data.get("ChallengeName") == "PASSWORD_VERIFIER" and not data.get("Session")


def _refuse(session: Session | None, data: Data) -> Result | None:
    if session is None or time.time() >= session.expires_at:
        return _no_session()
    if (session.client_id, session.challenge) != (data.get("ClientId"), data.get("ChallengeName")):
        return _no_session()
    pool = cognito._pool_for_client(session.client_id)[0] or {"_users": {}}
    user, _ = cognito._resolve_user(pool, session.username)
    answering, _ = cognito._resolve_user(pool, _named_in(data, "ChallengeResponses"))
    if user is None or answering is not user:
        return _no_session()
    return _refuse_answer(pool, user, session.challenge, data["ChallengeResponses"])


def _refuse_answer(pool: Data, user: Data, challenge: str, responses: Data) -> Result | None:
    if challenge == NEW_PASSWORD:
        return _refuse_password(pool, responses.get("NEW_PASSWORD"))
    if challenge == SOFTWARE_TOKEN and not user.get("_totp_secret"):
        return _error("CodeMismatchException", "Invalid code received for user")
    return None


def _refuse_password(pool: Data, password: object) -> Result | None:
    if not isinstance(password, str) or not password:
        return _error("InvalidParameterException", "Missing required parameter NEW_PASSWORD")
    refusal: Result | None = cognito._validate_password(pool, password)
    return refusal


def _named_in(data: Data, field: str) -> str:
    given = data.get(field)
    return str(given.get("USERNAME", "")) if isinstance(given, dict) else ""


def _validity_minutes(client_id: str) -> int:
    pool, _ = cognito._pool_for_client(client_id)
    client = (pool or {}).get("_clients", {}).get(client_id, {})
    return int(client.get("AuthSessionValidity") or DEFAULT_VALIDITY_MINUTES)


def _with_a_password(original: Callable[..., Result]) -> Callable[..., Result]:
    # To the emulator, any password is that of a user who has none.
    def sign_in(
        pool: Data, pool_id: str, client_id: str, user: Data, *rest: Any, **named: Any
    ) -> Result:
        if not user.get("_password"):
            return _error("NotAuthorizedException", "Incorrect username or password.")
        return original(pool, pool_id, client_id, user, *rest, **named)

    return sign_in


def _while_it_is_valid(original: Callable[..., Any]) -> Callable[..., Any]:
    def find(pool: Data, pool_id: str, client_id: str, token: str) -> Any:
        user, error = original(pool, pool_id, client_id, token)
        expires = cognito._token_claims(token).get("exp", 0)
        if error is None and time.time() >= expires:
            return None, _error("NotAuthorizedException", "Refresh Token has expired")
        return user, error

    return find


def _with_a_reset_code(original: Callable[..., Any]) -> Callable[..., Any]:
    # The emulator's is the same for everybody. Ours is in the mail that it keeps, and long: nothing
    # here counts the guesses.
    def send(pool: Data, username: str, attributes: Data, code: str, **named: Any) -> Any:
        if named.get("attribute_name") == "password":
            code = secrets.token_urlsafe(16)
            cognito._resolve_user(pool, username)[0]["_reset_code"] = code
        return original(pool, username, attributes, code, **named)

    return send


def _no_session() -> Result:
    return _error("NotAuthorizedException", "Invalid session for the user.")


def _error(kind: str, message: str) -> Result:
    result: Result = error_response_json(kind, message, 400)
    return result
