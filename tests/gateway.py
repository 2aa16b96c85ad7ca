"""Proxy events as a REST API with a Cognito authorizer sends them.

https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
"""

import json
from typing import Any
from urllib.parse import parse_qs

from callnotes.api.route import AnyRoute
from tools.gateway_event import ROOT, dump_body

type Json = dict[str, Any]

CONSOLE = "http://127.0.0.1:3000"
CLIENT = "UserPoolClient"


def make_claims(**changes: str | None) -> Json:
    """Return the claims of an ID token; a change to None leaves one out."""
    claims = {
        "sub": "user-mina",
        "aud": CLIENT,
        "token_use": "id",
        "email": "mina@example.com",
        "cognito:groups": "agent,tenant.hanbit",
        "cognito:username": "hanbit-agent-1",
        "tenant": "hanbit",
        "role": "agent",
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_callnotes",
        "auth_time": "1772366400",
        "exp": "Sun Mar 01 13:00:00 UTC 2026",
        "iat": "Sun Mar 01 12:00:00 UTC 2026",
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def read_words(route: AnyRoute, outcome: str) -> Json:
    """Return the words of an event file of a route: method, path, perhaps headers and body."""
    paths = sorted((ROOT / "events" / route.name).glob(f"*.{outcome}.json"))
    words: Json = json.loads(paths[0].read_text())
    return words


def read_parts(route: AnyRoute, outcome: str) -> Json:
    """Return query, headers and body of an event file, as `make_proxy_event` takes them."""
    words = read_words(route, outcome)
    query = parse_qs(words["path"].partition("?")[2], keep_blank_values=True)
    sent = {"headers": words.get("headers", {}), "body": dump_body(words.get("body"))}
    return {"query": query, **sent}


def make_proxy_event(
    route: AnyRoute,
    *,
    body: str | None = None,
    claims: Json | None = None,
    headers: dict[str, str] | None = None,
    path: dict[str, str] | None = None,
    query: dict[str, str | list[str]] | None = None,
) -> Json:
    """Return a request by a signed-in agent, unless other claims are given."""
    sent = {
        "Authorization": "Bearer a.b.c2ln",
        "Content-Type": "application/json",
        "Origin": CONSOLE,
    } | (headers or {})
    values = {k: v if isinstance(v, list) else [v] for k, v in (query or {}).items()}
    event_path = route.path.format(**(path or {}))
    return {
        "resource": route.path,
        "path": event_path,
        "httpMethod": route.method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: sent[-1] for name, sent in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
        "pathParameters": path,
        "stageVariables": None,
        "requestContext": {
            "authorizer": {"claims": make_claims() if claims is None else claims},
            "requestId": "request-1",
            "requestTimeEpoch": 1772366400000,
            "resourcePath": route.path,
            "httpMethod": route.method,
            "path": f"/local{event_path}",
            "stage": "local",
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": body,
        "isBase64Encoded": False,
    }
