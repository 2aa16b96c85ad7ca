"""The actor, from the claims that API Gateway verified. A missing claim gives no permission."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from callnotes.domain.actor import Actor, Role, is_tenant
from callnotes.domain.errors import Forbidden, Unauthenticated


def read_actor(claims: Mapping[str, str] | None, client_id: str) -> Actor:
    """Return the actor; raise Unauthenticated or Forbidden.

    The gateway has checked signature and issuer, and the expiry where a token has one. It
    also accepts access tokens and tokens of the pool's other clients; `sam local` sends no claims.
    """
    if not claims or claims.get("token_use") != "id" or claims.get("aud") != client_id:
        raise Unauthenticated("Send `Authorization: Bearer <ID token>` of this application.")
    if not claims.get("sub") or not claims.get("exp"):
        raise Unauthenticated("The token has no subject (`sub`) or no expiry (`exp`).")
    if not is_tenant(claims.get("tenant", "")) or claims.get("role") not in set(Role):
        raise Forbidden("You belong to no contact center yet. Ask an administrator to add you.")
    return Actor(claims["tenant"], claims["sub"], Role(claims["role"]))


def check_authorization(authorization: str) -> None:
    """Raise Unauthenticated unless this is a bearer token in canonical base64url.

    The gateway also accepts a token without the scheme. The last character of base64 has unused
    bits that many decoders ignore, so a token altered there would still verify:
    https://www.rfc-editor.org/rfc/rfc6750#section-2.1
    https://www.rfc-editor.org/rfc/rfc4648#section-3.5
    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not _is_in_one_spelling(token.rpartition(".")[2]):
        raise Unauthenticated("Send `Authorization: Bearer <ID token>`, the token unaltered.")


def _is_in_one_spelling(signature: str) -> bool:
    try:
        spelled = urlsafe_b64encode(urlsafe_b64decode(signature + "==")).decode().rstrip("=")
    except ValueError:
        return False
    return spelled == signature
