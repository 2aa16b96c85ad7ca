"""The table of routes is the template's API, the functions' folders and the contract."""

from typing import Any

import pytest

from callnotes.api.openapi import make_openapi
from callnotes.api.route import STAFF, AnyRoute
from callnotes.api.routes import ROUTES
from callnotes.domain.actor import Role
from tests.template import events_of_type, resource

type Place = tuple[str, str]


def places_of_template() -> dict[Place, str]:
    """Return the function behind each method and path."""
    return {
        (event["Method"].upper(), event["Path"]): function.name
        for function, event in events_of_type("Api")
    }


def is_public_in_template(event: dict[str, Any]) -> bool:
    return bool(event.get("Auth", {}).get("Authorizer") == "NONE")


def places_of_contract() -> set[Place]:
    return {
        (method.upper(), path)
        for path, operations in make_openapi()["paths"].items()
        for method in operations
    }


def test_every_route_is_in_the_template_with_its_function_and_no_other() -> None:
    assert {(r.method, r.path): r.name for r in ROUTES} == places_of_template()


def test_every_route_is_in_the_contract_and_no_other() -> None:
    assert places_of_contract() == {(route.method, route.path) for route in ROUTES}


def test_routes_without_roles_are_those_without_authorizer() -> None:
    public = {f.name for f, event in events_of_type("Api") if is_public_in_template(event)}
    assert {route.name for route in ROUTES if not route.roles} == public


def test_every_other_route_passes_the_pools_authorizer() -> None:
    auth = resource("Api")["Auth"]
    pool = auth["Authorizers"][auth["DefaultAuthorizer"]]["UserPoolArn"]
    assert pool == {"Fn::GetAtt": ["UserPool", "Arn"]}


def test_all_routes_are_of_the_one_api() -> None:
    apis = [event["RestApiId"] for _, event in events_of_type("Api")]
    assert apis == [{"Ref": "Api"}] * len(ROUTES)


def test_every_path_begins_with_the_version() -> None:
    assert [route.path for route in ROUTES if not route.path.startswith("/v1/")] == []


def test_every_role_may_create_notes() -> None:
    assert {role for route in ROUTES if route.roles for role in route.roles} == set(Role) == STAFF


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_that_needs_a_token_may_answer_401_and_403(route: AnyRoute) -> None:
    assert ({401, 403} <= set(route.errors)) is bool(route.roles)
