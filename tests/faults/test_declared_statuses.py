"""A route answers with each status that it declares, and with no other."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.inputs import body_of
from callnotes.api.note_routes import CREATE_NOTE, DELETE_NOTE, LIST_NOTES
from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES
from callnotes.entry import http
from tests.faults.desk import NOTE, Desk
from tests.faults.rules import ALWAYS, Rule
from tests.gateway import make_claims

# Only the gateway answers so there: it throttles (tests/integration/test_errors.py makes it), or
# the function crashed or was late (tests/local/emulator/test_gateway_errors.py).
GATEWAYS_OWN = {(route.name, 429) for route in ROUTES if not route.roles} | {
    ("get_health", 500),
    ("get_openapi", 500),
    ("get_openapi", 503),
}
DECLARED = [
    (route, status)
    for route in ROUTES
    for status in route.statuses
    if (route.name, status) not in GATEWAYS_OWN
]
WINDOW = 1_772_366_400
# As many as one environment serves in a window, at the template's default, without asking.
FREE_REQUESTS = 10
FIRST_CALL = {"create_note": "PutItem", "list_notes": "Query"}

type Parts = dict[str, Any]


def whole(route: AnyRoute, note_id: str) -> Parts:
    """A request that succeeds."""
    return {
        "body": json.dumps(NOTE) if body_of(route.input) else None,
        "headers": {"If-Match": '"1"'},
        "path": {"note_id": note_id},
    }


def key_of_another_body(desk: Desk) -> Parts:
    desk.create("key", title="Another")
    return {"headers": {"Idempotency-Key": "key"}}


def key_of_a_deleted_note(desk: Desk) -> Parts:
    desk.delete(desk.create("key").body["note_id"], 1)
    return {"headers": {"Idempotency-Key": "key"}}


def malformed(_desk: Desk, route: AnyRoute) -> Parts:
    if route is LIST_NOTES:
        return {"query": {"limit": "0"}}
    return {"headers": {"If-Match": "1"}} if route is DELETE_NOTE else {"body": "{"}


def failing(desk: Desk, route: AnyRoute, code: str) -> Parts:
    operation = FIRST_CALL.get(route.name, "GetItem")
    rule = Rule("dynamodb", operation, "error", times=ALWAYS, status=400, code=code)
    desk.cloud.faults.add(rule)
    return {}


def flood(desk: Desk, route: AnyRoute) -> Parts:
    """Use up the tenant's share."""
    table = desk.cloud.resources["Table"]
    DynamoDBQuota(table).lease(desk.tenant, WINDOW, ALWAYS, ALWAYS)
    parts = whole(route, "a" * 26)
    for _ in range(FREE_REQUESTS):
        desk.send(route, **parts)
    return {}


# How each status is made: what differs from the request that succeeds.
MADE: dict[int, Callable[[Desk, AnyRoute], Parts]] = {
    200: lambda _desk, _route: {},
    201: lambda _desk, _route: {},
    204: lambda _desk, _route: {},
    400: malformed,
    401: lambda _desk, _route: {"claims": make_claims(exp=None)},
    403: lambda _desk, _route: {"claims": make_claims(role="newcomer")},
    404: lambda _desk, _route: {"path": {"note_id": "a" * 26}},
    409: lambda desk, _route: key_of_a_deleted_note(desk),
    412: lambda _desk, _route: {"headers": {"If-Match": '"2"'}},
    413: lambda _desk, _route: {"body": json.dumps(NOTE | {"body": "x" * 65_537})},
    415: lambda _desk, _route: {"headers": {"Content-Type": "text/plain"}},
    422: lambda desk, _route: key_of_another_body(desk),
    428: lambda _desk, _route: {"headers": {}},
    429: flood,
    500: lambda desk, route: failing(desk, route, "ValidationException"),
    503: lambda desk, route: failing(desk, route, "ThrottlingException"),
}


@pytest.fixture(autouse=True)
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "time", lambda: float(WINDOW))


@pytest.mark.parametrize(
    ("route", "status"), DECLARED, ids=[f"{route.name} {status}" for route, status in DECLARED]
)
def test_declared_status_can_be_made(desk: Desk, route: AnyRoute, status: int) -> None:
    assert status in MADE, f"{route.name} declares {status}: say in MADE how it comes about"
    parts = whole(route, desk.given_note())
    made = desk.send(route, **parts | MADE[status](desk, route))
    assert made.status == status, made.body


def test_create_note_declares_what_its_key_can_cause() -> None:
    assert {400, 409, 422} <= set(CREATE_NOTE.errors)
