"""Who gets which status from which route: data, one row for each route and kind of note.

The columns are people of two tenants and people without rights; every row is held with either
tenant in the place of the note's.
"""

from collections.abc import Iterable

from callnotes.api.route import AnyRoute

PEOPLE = (
    "maker", "agent", "supervisor", "admin",
    "foreign agent", "foreign supervisor", "foreign admin",
    "no tenant", "two tenants", "no role", "newcomer", "nobody",
)  # fmt: skip

# The note a row is about: none, one only its maker may see, or one about a customer.
NONE, PRIVATE, SHARED = "-", "private", "customer's"

type Row = tuple[str, str]

MATRIX: dict[Row, tuple[int, ...]] = {
    #                          maker ag   sup  adm  fag  fsup fadm none two  role new  nobody
    ("get_health", NONE):     (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("get_openapi", NONE):    (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    ("create_note", NONE):    (201, 201, 201, 201, 201, 201, 201, 403, 403, 403, 403, 401),
    ("create_note", SHARED):  (201, 201, 201, 201, 400, 400, 400, 403, 403, 403, 403, 401),
    ("list_notes", NONE):     (200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 403, 401),
    ("list_notes", SHARED):   (200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 403, 401),
    ("get_note", PRIVATE):    (200, 404, 404, 404, 404, 404, 404, 403, 403, 403, 403, 401),
    ("get_note", SHARED):     (200, 200, 200, 200, 404, 404, 404, 403, 403, 403, 403, 401),
    ("update_note", PRIVATE): (200, 404, 404, 404, 404, 404, 404, 403, 403, 403, 403, 401),
    ("update_note", SHARED):  (200, 403, 403, 403, 404, 404, 404, 403, 403, 403, 403, 401),
    ("delete_note", PRIVATE): (204, 404, 404, 404, 404, 404, 404, 403, 403, 403, 403, 401),
    ("delete_note", SHARED):  (204, 403, 204, 403, 404, 404, 404, 403, 403, 403, 403, 401),
}  # fmt: skip


def missing_rows(routes: Iterable[AnyRoute]) -> set[Row]:
    """The rows that the routes need and the matrix does not have."""
    return {(route.name, kind) for route in routes for kind in _kinds(route)} - set(MATRIX)


def _kinds(route: AnyRoute) -> tuple[str, ...]:
    return (PRIVATE, SHARED) if "{note_id}" in route.path else (NONE,)
