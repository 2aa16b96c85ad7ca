"""The deployed routes are exactly those of the table of routes, and none is public by mistake."""

from dataclasses import dataclass

import pytest

from callnotes.api.routes import ROUTES
from tests.stack.stack import Stack


@dataclass(frozen=True)
class Method:
    """One method of the deployed API."""

    method: str
    path: str
    authorization: str
    function: str


@pytest.fixture(scope="module")
def methods(stack: Stack) -> list[Method]:
    answer = stack.clients.apigateway.get_resources(
        restApiId=stack.output("ApiId"), embed=["methods"], limit=500
    )
    return [
        Method(
            name,
            resource["path"],
            method["authorizationType"],
            method.get("methodIntegration", {}).get("uri", ""),
        )
        for resource in answer["items"]
        for name, method in resource.get("resourceMethods", {}).items()
    ]


def test_given_the_deployed_api_when_listed_then_it_has_the_tables_routes(
    methods: list[Method],
) -> None:
    found = {(m.method, m.path) for m in methods if m.method != "OPTIONS"}

    assert found == {(route.method, route.path) for route in ROUTES}


def test_given_the_deployed_api_when_listed_then_only_public_routes_need_no_token(
    methods: list[Method],
) -> None:
    open_to_all = {(m.method, m.path) for m in methods if m.authorization == "NONE"}

    public = {(route.method, route.path) for route in ROUTES if not route.roles}
    preflight = {("OPTIONS", route.path) for route in ROUTES}
    assert open_to_all == public | preflight


def test_given_a_route_when_looked_up_then_its_own_function_serves_it(
    stack: Stack, methods: list[Method]
) -> None:
    uris = {(m.method, m.path): m.function for m in methods}

    for route in ROUTES:
        logical_id = f"{route.name.title().replace('_', '')}Function"
        name = stack.physical_id(logical_id)
        assert f":function:{name}:live/" in uris[route.method, route.path]
