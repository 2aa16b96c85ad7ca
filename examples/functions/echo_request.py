"""A proxy function that says what reached it."""

import json
from typing import Any


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the body and what an authorizer has added."""
    print("called")
    found = {
        "body": json.loads(event["body"]) if event.get("body") else None,
        "authorizer": (event["requestContext"].get("authorizer") or {}).get("partner"),
    }
    return {"statusCode": 200, "body": json.dumps(found)}
