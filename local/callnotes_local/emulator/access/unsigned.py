"""What AWS serves to everybody, without a signature, and the local cloud does too."""

from __future__ import annotations

from ministack.core.iam_actions import unsigned_operations
from ministack.services import cognito

from callnotes_local.emulator.access.request import Request
from callnotes_local.emulator.asgi import Scope

# What anybody may send is read before it is looked at.
OPEN_BYTES = 256 * 1024
# What is compressed is larger than it looks: the emulator inflates it without a limit.
NEVER_OPEN = {"authorization", "content-encoding"}
COGNITO = "AWSCognitoIdentityProviderService"
POOL_DOCUMENTS = ("/.well-known/jwks.json", "/.well-known/openid-configuration")


def is_open(request: Request, scope: Scope) -> bool:
    """Whether AWS serves this to everybody, without any signature, and so do we.

    The operations are those that the SDK's model leaves unsigned; they ask for a password, a code
    or an access token: https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
    """
    if scope["type"] != "http" or request.query or not NEVER_OPEN.isdisjoint(request.headers):
        return False
    if request.method == "GET":
        return _is_pool_document(request.raw_path)
    service, _, operation = request.headers.get("x-amz-target", "").partition(".")
    called = (request.method, request.raw_path, service) == ("POST", "/", COGNITO)
    return called and operation in unsigned_operations("cognito-idp")


def _is_pool_document(path: str) -> bool:
    # https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    pool_id = next((path.removesuffix(d)[1:] for d in POOL_DOCUMENTS if path.endswith(d)), None)
    return pool_id is not None and cognito._get_pool_unscoped(pool_id) is not None
