"""Every route has its rows in the access matrix: asked for here, made in tests/security."""

from dataclasses import replace

from callnotes.api.note_routes import GET_NOTE
from callnotes.api.routes import ROUTES
from callnotes.api.service_routes import GET_HEALTH
from callnotes.domain.actor import Role
from tests.security.access_matrix import MATRIX, NONE, PEOPLE, missing_rows, row_by_role


def test_every_route_has_its_rows_in_the_access_matrix() -> None:
    missing = missing_rows(ROUTES)
    assert not missing, (
        f"add to DECIDED_BY_NOTE in tests/security/access_matrix.py: {sorted(missing)}"
    )


def test_route_without_rows_is_missed() -> None:
    made_up = replace(GET_NOTE, name="get_salary", path="/v1/salaries/{user_id}")
    assert missing_rows((*ROUTES, made_up)) == {("get_salary", NONE)}


def test_row_of_public_route_permits_every_caller() -> None:
    assert set(row_by_role(GET_HEALTH)) == {200}


def test_row_of_one_role_refuses_all_other_roles() -> None:
    route = replace(GET_NOTE, path="/v1/report", roles=frozenset({Role.SUPERVISOR}))
    passes = {p for p, status in zip(PEOPLE, row_by_role(route), strict=True) if status == 200}
    refused = dict(zip(PEOPLE, row_by_role(route), strict=True))
    assert passes == {"supervisor", "foreign supervisor"}
    assert (refused["agent"], refused["newcomer"], refused["anonymous"]) == (403, 403, 401)


def test_no_row_is_of_a_route_that_is_gone() -> None:
    assert {name for name, _ in MATRIX} <= {route.name for route in ROUTES}


def test_a_row_holds_only_statuses_that_its_route_declares() -> None:
    declared = {route.name: set(route.statuses) for route in ROUTES}
    wrong = {row for row, statuses in MATRIX.items() if not set(statuses) <= declared[row[0]]}
    assert wrong == set()


def test_a_row_has_a_status_for_each_person() -> None:
    assert {len(statuses) for statuses in MATRIX.values()} == {len(PEOPLE)}
