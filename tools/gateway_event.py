"""Makes API Gateway's proxy event from a short description: method, path, claims, headers, body.

`python -m tools.gateway_event FILE | sam local invoke FUNCTION -e -` gives it to a function. What
the description omits is taken from a sample, a complete event:
https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
"""

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "events" / "create_note" / "note_in_korean.201.json"
OWN = ("Content-Type", "Idempotency-Key")

type Json = dict[str, Any]


def read_event(path: Path) -> Json:
    """Read a file of events/: a complete event, or a short description of one."""
    content: Json = json.loads(path.read_text())
    return make_event(content) if "method" in content else content


def make_event(request: Json) -> Json:
    """Make a proxy event of `method`, `path` with its query, and perhaps of more.

    `claims` and `headers` change the sample's, and null removes one; `body` is JSON, or a text.
    """
    path, _, query = request["path"].partition("?")
    route, parameters = find_route(request["method"], path)
    values = parse_qs(query, keep_blank_values=True)
    event: Json = json.loads(SAMPLE.read_text())
    context = event["requestContext"]
    claims = context["authorizer"]["claims"]
    headers = make_headers(event["headers"], request, route)
    context |= {"resourcePath": route.path, "httpMethod": route.method}
    context |= {"path": f"/{context['stage']}{path}"}
    context |= {"authorizer": {"claims": change(claims, request.get("claims", {}))}}
    if not route.roles:
        del context["authorizer"]
    return event | {
        "resource": route.path,
        "path": path,
        "httpMethod": route.method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: sent[-1] for name, sent in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
        "pathParameters": parameters or None,
        "body": dump_body(request.get("body")),
    }


def find_route(method: str, path: str) -> tuple[AnyRoute, dict[str, str]]:
    """Find the route that a path belongs to, and the path's parameters."""
    for route in ROUTES:
        found = re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.path), path)
        if found and route.method == method:
            return route, {name: unquote(value) for name, value in found.groupdict().items()}
    raise LookupError(f"{method} {path} is no route of layers/core/callnotes/api/*_routes.py")


def make_headers(sample: Json, request: Json, route: AnyRoute) -> Json:
    """Return the headers of the sample that any request has, and the request's own."""
    headers = {name: value for name, value in sample.items() if name not in OWN}
    if not route.roles:
        del headers["Authorization"]
    typed = {"Content-Type": "application/json"} if "body" in request else {}
    return change(headers | typed, request.get("headers", {}))


def change(sample: Json, changes: Json) -> Json:
    """Return the sample with the changes; null removes a name."""
    return {name: value for name, value in (sample | changes).items() if value is not None}


def dump_body(body: Any) -> str | None:
    """Return the text of a body."""
    return body if body is None or isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def main() -> None:
    """Print the event of the file that is named."""
    print(json.dumps(read_event(Path(sys.argv[1])), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
