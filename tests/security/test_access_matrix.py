"""Every cell of the access matrix, over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.escalation_items import escalation_to_item
from callnotes.api.customer_models import CustomerInput
from callnotes.api.inputs import body_of
from callnotes.api.note_models import NoteInput
from callnotes.api.routes import ROUTES
from tests.builders import make_actor, make_change, make_escalation
from tests.gateway import read_words
from tests.security.access_matrix import CASE, CUSTOMER, MATRIX, NONE, PEOPLE, SHARED
from tests.stack.http import Answer, Api, Json, customer_input, note_input
from tests.stack.stack import Stack

TENANTS = ("hanbit", "meridian")
ROUTE = {route.name: route for route in ROUTES}
CELLS = [
    (name, kind, person, status)
    for (name, kind), statuses in MATRIX.items()
    for person, status in zip(PEOPLE, statuses, strict=True)
]
CHANGING = [cell for cell in CELLS if cell[0] in ("update_note", "delete_note") and cell[3] >= 400]


@dataclass(frozen=True)
class World:
    """A caller for each column of the matrix, and a customer of the author's tenant."""

    people: dict[str, Api]
    customer: str
    make_customer: Callable[[], str]
    make_case: Callable[[], str]

    def make_note(self, kind: str) -> Json:
        customer = self.customer if kind == SHARED else None
        return self.people["author"].create_note(customer_id=customer)

    def call(self, name: str, kind: str, person: str, note: Json | None) -> Answer:
        route = ROUTE[name]
        words = read_words(route, str(route.status))
        path = route.path.format(**note) if note else words["path"]
        if kind == CUSTOMER:
            path = route.path.format(customer_id=self.make_customer())
        if name == "list_notes" and kind == SHARED:
            path = f"{route.path}?customer_id={self.customer}"
        if kind == CASE:
            path = route.path.format(escalation_id=self.make_case())
        body = words.get("body")
        if name == "create_escalation" and kind != NONE:
            body = {**words["body"], "note_id": self.make_note(kind)["note_id"]}
        if body_of(route.input) is NoteInput:
            body = note_input(customer_id=self.customer if kind == SHARED else None)
        if body_of(route.input) is CustomerInput:
            body = customer_input()
        headers = {"If-Match": '"1"'} if note or kind == CUSTOMER else {}
        return self.people[person].send(route.method, path, body, headers)


def make_world(stack: Stack, own: str, foreign: str) -> World:
    directory = stack.directory
    groups = {
        "author": (f"tenant.{own}", "agent"),
        "agent": (f"tenant.{own}", "agent"),
        "supervisor": (f"tenant.{own}", "supervisor"),
        "admin": (f"tenant.{own}", "admin"),
        "foreign agent": (f"tenant.{foreign}", "agent"),
        "foreign supervisor": (f"tenant.{foreign}", "supervisor"),
        "foreign admin": (f"tenant.{foreign}", "admin"),
        "no tenant": ("admin",),
        "two tenants": (f"tenant.{own}", f"tenant.{foreign}", "admin"),
        "no role": (f"tenant.{own}",),
        "newcomer": ("newcomer",),
    }
    people = {person: stack.http(directory.new_user(*names)) for person, names in groups.items()}
    everybody = people | {"anonymous": stack.anonymous}
    return World(
        everybody,
        stack.new_customer(own),
        lambda: stack.new_customer(own),
        lambda: new_case(stack, own),
    )


def new_case(stack: Stack, tenant: str) -> str:
    """Put an escalation that waits, of somebody else and without a workflow; return its id."""
    case = make_escalation("waiting", actor=make_actor(tenant))
    stack.put_item(escalation_to_item(case, make_change()))
    return case.escalation_id


@pytest.fixture(scope="module", params=TENANTS)
def world(request: pytest.FixtureRequest, stack: Stack) -> World:
    own = request.param
    foreign = next(tenant for tenant in TENANTS if tenant != own)
    return make_world(stack, own, foreign)


def needs_note(name: str) -> bool:
    return "{note_id}" in ROUTE[name].path


@pytest.mark.parametrize(("name", "kind", "person", "status"), CELLS)
def test_given_a_caller_when_a_route_is_called_then_the_status_is_the_matrixs(
    world: World, name: str, kind: str, person: str, status: int
) -> None:
    note = world.make_note(kind) if needs_note(name) else None

    assert world.call(name, kind, person, note).status == status


@pytest.mark.parametrize(("name", "kind", "person", "status"), CHANGING)
def test_given_a_refused_change_when_the_author_reads_then_the_note_is_unchanged(
    world: World, name: str, kind: str, person: str, status: int
) -> None:
    note = world.make_note(kind)

    assert world.call(name, kind, person, note).status == status

    assert world.call("get_note", kind, "author", note).json == note


@pytest.mark.parametrize("person", [p for p in PEOPLE if p.startswith("foreign")])
def test_given_another_tenants_customer_when_listed_then_no_note_of_theirs_shows(
    world: World, person: str
) -> None:
    world.make_note(SHARED)

    assert world.call("list_notes", SHARED, person, None).json == {"items": [], "next": None}


@pytest.mark.parametrize("person", PEOPLE[1:7])
def test_given_others_notes_when_someone_lists_their_own_then_none_of_them_shows(
    world: World, person: str
) -> None:
    theirs = world.make_note(SHARED)

    items = world.call("list_notes", NONE, person, None).json["items"]

    assert theirs["created_by"] not in {note["created_by"] for note in items}
