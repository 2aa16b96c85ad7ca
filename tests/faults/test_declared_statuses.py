"""A route can respond with each status that it declares, and with no other."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.customer_routes import UPDATE_CUSTOMER
from callnotes.api.inputs import body_of
from callnotes.api.note_models import NoteInput
from callnotes.api.note_routes import CREATE_NOTE
from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES
from callnotes.entry import http
from callnotes.entry.bodies import MAX_BODY_BYTES
from tests.faults.cases import MADE_OF, case_of
from tests.faults.desk import CUSTOMER, NOTE, Desk
from tests.faults.rules import ALWAYS, refused
from tests.gateway import make_claims, read_parts, read_words
from tests.template import resources_of_type


def has_policy(route: AnyRoute) -> bool:
    """Whether the function may call anything, by the template."""
    statements = [item["PolicyName"] for item in resources_of_type("AWS::IAM::Policy")]
    return route.name in statements


# Only the gateway answers so there: it throttles (tests/integration/test_errors.py makes it), or
# the function crashed or was late (tests/local/emulator/test_gateway_errors.py). A function without
# a policy calls nothing that could fail, and health says of a failure that it is one.
GATEWAYS_OWN = {
    ("get_health", 500),
    *((route.name, 429) for route in ROUTES if not route.roles),
    *((route.name, status) for route in ROUTES if not has_policy(route) for status in (500, 503)),
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

type Parts = dict[str, Any]


def whole(route: AnyRoute, note_id: str) -> Parts:
    """A request that succeeds."""
    return {
        **read_parts(route, str(route.status)),
        **({"body": json.dumps(NOTE)} if body_of(route.input) is NoteInput else {}),
        "headers": {"If-Match": '"1"'},
        "path": {"note_id": note_id, "customer_id": CUSTOMER},
    }


def key_of_another_body(desk: Desk) -> Parts:
    desk.create("key", title="Another")
    return {"headers": {"Idempotency-Key": "key"}}


def conflict(desk: Desk, route: AnyRoute) -> Parts:
    """Give another customer the number, or delete the note that the key made."""
    if route is UPDATE_CUSTOMER:
        desk.given_customer("another", str(read_words(route, "200")["body"]["phone_number"]))
        return {}
    return key_of_a_deleted_note(desk)


def key_of_a_deleted_note(desk: Desk) -> Parts:
    desk.delete(desk.create("key").body["note_id"], 1)
    return {"headers": {"Idempotency-Key": "key"}}


def failing(desk: Desk, code: str) -> Parts:
    desk.cloud.faults.add(refused("*", "*", code, times=ALWAYS))
    return {}


def flood(desk: Desk, route: AnyRoute) -> Parts:
    """Use up the tenant's share."""
    table = desk.cloud.resources["Table"]
    DynamoDBQuota(table).lease(desk.tenant, WINDOW, ALWAYS, ALWAYS)
    parts = whole(route, "a" * 26) | case_of(desk, route)
    for _ in range(FREE_REQUESTS):
        desk.send(route, **parts)
    return {}


# How each status is made: what differs from the request that succeeds.
MADE: dict[int, Callable[[Desk, AnyRoute], Parts]] = {
    200: lambda _desk, _route: {},
    201: lambda _desk, _route: {},
    202: lambda _desk, _route: {},
    204: lambda _desk, _route: {},
    400: lambda _desk, route: read_parts(route, "400"),
    401: lambda _desk, _route: {"claims": make_claims(exp=None)},
    403: lambda _desk, _route: {"claims": make_claims(role="newcomer")},
    404: lambda _desk, _route: {"path": {"note_id": "a" * 26, "customer_id": "nobody"}},
    409: conflict,
    412: lambda _desk, _route: {"headers": {"If-Match": '"2"'}},
    413: lambda _desk, _route: {"body": json.dumps(NOTE | {"body": "x" * MAX_BODY_BYTES})},
    415: lambda _desk, _route: {"headers": {"Content-Type": "text/plain"}},
    422: lambda desk, _route: key_of_another_body(desk),
    428: lambda _desk, _route: {"headers": {}},
    429: flood,
    500: lambda desk, _route: failing(desk, "ValidationException"),
    503: lambda desk, _route: failing(desk, "ThrottlingException"),
}


@pytest.fixture(autouse=True)
def _one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "time", lambda: float(WINDOW))


@pytest.mark.parametrize(
    ("route", "status"), DECLARED, ids=[f"{route.name} {status}" for route, status in DECLARED]
)
def test_declared_status_can_be_made(desk: Desk, route: AnyRoute, status: int) -> None:
    assert status in MADE, f"{route.name} declares {status}: say in MADE how it comes about"
    parts = whole(route, desk.given_note()) | case_of(desk, route)
    make = MADE_OF.get((route.name, status), MADE[status])
    made = desk.send(route, **parts | make(desk, route))
    assert made.status == status, made.body


def test_create_note_declares_what_its_key_can_cause() -> None:
    assert {400, 409, 422} <= set(CREATE_NOTE.errors)
