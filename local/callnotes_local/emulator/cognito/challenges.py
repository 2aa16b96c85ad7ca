"""Sign-in as Cognito guards it: sessions of challenges, reset codes that cannot be guessed.

The emulator takes any session, and so gives tokens and new passwords to whoever names a user:
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
"""

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
Original = Callable[..., Any]


@dataclass(frozen=True)
class Session:
    """A challenge that was issued; `inner` is the emulator's name of it."""

    inner: str
    client_id: str
    username: str
    challenge: str
    expires_at: float


_sessions: dict[str, Session] = {}


def install() -> None:
    """Issue sessions of our own that work once; draw the codes that reset passwords."""
    seams.wrap(COGNITO, "_run_idp_handler", _run)
    seams.wrap(COGNITO, "_password_auth_result", _sign_in)
    seams.wrap(COGNITO, "_refresh_auth_user", _find_refreshing_user)
    seams.wrap(COGNITO, "_send_verification_email", _send_code)


def _run(original: Original, handler: Original, action: str, data: Any) -> Any:
    if not isinstance(data, dict):
        return _error("SerializationException", "The body is not a JSON object.")
    if action in STARTS:
        return _issue(original(handler, action, data), data, _named_in(data, "AuthParameters"))
    # Of SRP the secret block is the session; the emulator checks it, and the proof.
    is_srp = data.get("ChallengeName") == "PASSWORD_VERIFIER" and not data.get("Session")
    if action not in ANSWERS or is_srp:
        return original(handler, action, data)
    token = str(data.get("Session"))
    session = _sessions.get(token)
    refusal = _refuse(session, data)
    if session is None or refusal or _sessions.pop(token, None) is None:
        return refusal or _no_session()
    result = original(handler, action, data | {"Session": session.inner})
    return _issue(result, data, session.username)


def _issue(result: Result, data: Data, username: str) -> Result:
    status, headers, body = result
    answer = json.loads(body) if status == 200 else {}
    if "Session" not in answer:
        return result
    now, token, client_id = time.time(), secrets.token_urlsafe(64), data["ClientId"]
    for old, session in list(_sessions.items()):
        if session.expires_at < now:
            _sessions.pop(old, None)
    pool, _ = cognito._pool_for_client(client_id)
    client = pool["_clients"][client_id] if pool else {}
    ends = now + 60 * int(client.get("AuthSessionValidity") or DEFAULT_VALIDITY_MINUTES)
    challenge = answer["ChallengeName"]
    _sessions[token] = Session(answer["Session"], client_id, username, challenge, ends)
    return status, headers, json.dumps(answer | {"Session": token}).encode()


def _refuse(session: Session | None, data: Data) -> Any:
    if session is None or time.time() >= session.expires_at:
        return _no_session()
    pool = cognito._pool_for_client(session.client_id)[0] or {"_users": {}}
    user, _ = cognito._resolve_user(pool, session.username)
    answering, _ = cognito._resolve_user(pool, _named_in(data, "ChallengeResponses"))
    asked = (data.get("ClientId"), data.get("ChallengeName"))
    if asked != (session.client_id, session.challenge) or user is None or answering is not user:
        return _no_session()
    if session.challenge == SOFTWARE_TOKEN and not user.get("_totp_secret"):
        return _error("CodeMismatchException", "Invalid code received for user")
    if session.challenge == NEW_PASSWORD:
        password = data["ChallengeResponses"].get("NEW_PASSWORD")
        if not isinstance(password, str) or not password:
            return _error("InvalidParameterException", "Missing required parameter NEW_PASSWORD")
        return cognito._validate_password(pool, password)
    return None


def _named_in(data: Data, field: str) -> str:
    given = data.get(field)
    return str(given.get("USERNAME", "")) if isinstance(given, dict) else ""


def _sign_in(original: Original, *arguments: Any, **named: Any) -> Any:
    _pool, _pool_id, _client_id, user, *_ = arguments
    # To the emulator, any password is that of a user who has none.
    if not user.get("_password"):
        return _error("NotAuthorizedException", "Incorrect username or password.")
    return original(*arguments, **named)


def _find_refreshing_user(original: Original, *arguments: Any) -> Any:
    user, error = original(*arguments)
    if error is None and time.time() >= cognito._token_claims(arguments[-1]).get("exp", 0):
        return None, _error("NotAuthorizedException", "Refresh Token has expired")
    return user, error


def _send_code(
    original: Original, pool: Data, username: str, attributes: Data, code: str, **named: Any
) -> Any:
    # The emulator's reset code is always the same. Ours is in the mail that it keeps, and long:
    # nothing here counts the guesses.
    if named.get("attribute_name") == "password":
        code = secrets.token_urlsafe(16)
        cognito._resolve_user(pool, username)[0]["_reset_code"] = code
    return original(pool, username, attributes, code, **named)


def _no_session() -> Result:
    return _error("NotAuthorizedException", "Invalid session for the user.")


def _error(kind: str, message: str) -> Result:
    result: Result = error_response_json(kind, message, 400)
    return result
