"""Who gets which status from which route: one row for each route and kind of note.

The columns are callers of two tenants and callers without permissions; every row is tested twice,
with either tenant as the note's. Where the role alone decides, the row follows from the route.
"""

from collections.abc import Iterable

from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES
from callnotes.domain.actor import Role

PEOPLE = (
    "author", "agent", "supervisor", "admin",
    "foreign agent", "foreign supervisor", "foreign admin",
    "no tenant", "two tenants", "no role", "newcomer", "anonymous",
)  # fmt: skip

ROLES = {
    "author": Role.AGENT, "agent": Role.AGENT, "supervisor": Role.SUPERVISOR, "admin": Role.ADMIN,
    "foreign agent": Role.AGENT, "foreign supervisor": Role.SUPERVISOR, "foreign admin": Role.ADMIN,
}  # fmt: skip

# The note a row is about: none, one only its author may see, or one about a customer.
NONE, PRIVATE, SHARED = "-", "private", "customer's"
# Or the customer that a row is about.
CUSTOMER = "customer"
# Or the escalation, which waits for a supervisor.
CASE = "escalation"

type Row = tuple[str, str]

DECIDED_BY_NOTE: dict[Row, tuple[int, ...]] = {
    #                          auth ag   sup  adm  fag  fsup fadm none two  role new  anon
    ("create_note", SHARED):  (201, 201, 201, 201, 400, 400, 400, 403, 403, 403, 403, 401),
    ("list_notes", SHARED):   (200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 403, 401),
    ("get_note", PRIVATE):    (200, 404, 404, 404, 404, 404, 404, 403, 403, 403, 403, 401),
    ("get_note", SHARED):     (200, 200, 200, 200, 404, 404, 404, 403, 403, 403, 403, 401),
    ("update_note", PRIVATE): (200, 404, 404, 404, 404, 404, 404, 403, 403, 403, 403, 401),
    ("update_note", SHARED):  (200, 403, 403, 403, 404, 404, 404, 403, 403, 403, 403, 401),
    ("delete_note", PRIVATE): (204, 404, 404, 404, 404, 404, 404, 403, 403, 403, 403, 401),
    ("delete_note", SHARED):  (204, 403, 204, 403, 404, 404, 404, 403, 403, 403, 403, 401),
    ("get_customer", CUSTOMER): (200, 200, 200, 200, 404, 404, 404, 403, 403, 403, 403, 401),
    ("update_customer", CUSTOMER): (200, 200, 200, 200, 404, 404, 404, 403, 403, 403, 403, 401),
    # Without a kind, its note does not exist.
    ("create_escalation", NONE):    (404, 404, 404, 404, 404, 404, 404, 403, 403, 403, 403, 401),
    ("create_escalation", PRIVATE): (409, 404, 404, 404, 404, 404, 404, 403, 403, 403, 403, 401),
    ("create_escalation", SHARED):  (202, 202, 202, 202, 404, 404, 404, 403, 403, 403, 403, 401),
    ("get_escalation", CASE):       (200, 200, 200, 200, 404, 404, 404, 403, 403, 403, 403, 401),
    ("decide_escalation", CASE):    (403, 403, 200, 403, 403, 404, 403, 403, 403, 403, 403, 401),
}  # fmt: skip


def row_by_role(route: AnyRoute) -> tuple[int, ...]:
    """Return the row of a route that is about no note: its roles decide, or it is public."""
    if not route.roles:
        return (route.status,) * len(PEOPLE)
    return tuple(_status_by_role(route, person) for person in PEOPLE)


def _status_by_role(route: AnyRoute, person: str) -> int:
    role = ROLES.get(person)
    return 401 if person == "anonymous" else route.status if role in route.roles else 403


def missing_rows(routes: Iterable[AnyRoute]) -> set[Row]:
    """The rows that the routes need, and that neither follow from roles nor are written."""
    needed = {(route.name, kind) for route in routes for kind in _kinds(route)}
    return needed - set(make_matrix(routes))


def make_matrix(routes: Iterable[AnyRoute]) -> dict[Row, tuple[int, ...]]:
    """Return the rows that are written, and those of routes without a parameter in the path."""
    by_role = [route for route in routes if "{" not in route.path]
    return {(route.name, NONE): row_by_role(route) for route in by_role} | DECIDED_BY_NOTE


def _kinds(route: AnyRoute) -> tuple[str, ...]:
    if "{note_id}" in route.path:
        return PRIVATE, SHARED
    if "{escalation_id}" in route.path:
        return (CASE,)
    return (CUSTOMER,) if "{customer_id}" in route.path else (NONE,)


MATRIX = make_matrix(ROUTES)
