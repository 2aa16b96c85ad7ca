"""From the claims the gateway verified to an actor. What is missing gives no rights."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from callnotes.domain.actor import Actor, Role
from callnotes.domain.errors import Forbidden, Unauthenticated


def read_actor(claims: Mapping[str, str] | None, client_id: str) -> Actor:
    """Return the actor; raise Unauthenticated or Forbidden.

    The gateway has checked signature, issuer and expiry. It lets access tokens and tokens of other
    clients of the pool pass, and `sam local` checks nothing and sends no claims.
    """
    if not claims or claims.get("token_use") != "id" or claims.get("aud") != client_id:
        raise Unauthenticated("Send `Authorization: Bearer <ID token>` of this application.")
    if not claims.get("sub"):
        raise Unauthenticated("The token names nobody.")
    if not claims.get("tenant") or claims.get("role") not in set(Role):
        raise Forbidden("You belong to no contact center yet. Ask an administrator to add you.")
    return Actor(claims["tenant"], claims["sub"], Role(claims["role"]))


def refuse_altered(authorization: str) -> None:
    """Raise Unauthenticated when the token's signature is not in the one spelling of its bytes.

    Base64 has spare bits that many decoders ignore; a token altered there would still verify:
    https://www.rfc-editor.org/rfc/rfc4648#section-3.5
    """
    signature = authorization.rpartition(".")[2]
    try:
        spelled = urlsafe_b64encode(urlsafe_b64decode(signature + "==")).decode().rstrip("=")
    except ValueError:
        spelled = None
    if spelled != signature:
        raise Unauthenticated("The token has been altered.")
