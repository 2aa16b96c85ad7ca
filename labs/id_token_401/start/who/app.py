"""Tells who is signed in: the authorizer has put the token's claims into the event."""

import json
from typing import Any


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Return the user's name as API Gateway expects a response."""
    claims = event.get("requestContext", {}).get("authorizer", {}).get("claims", {})
    return {"statusCode": 200, "body": json.dumps({"user": claims.get("cognito:username")})}
