"""Every address the app hands out leads somewhere, by whichever address it was called."""

from dataclasses import replace
from urllib.parse import urljoin

import pytest

from callnotes_local.cloud.cloud import STAGE_NAME
from tests.stack.http import Api, note_input
from tests.stack.stack import Stack


@pytest.fixture(params=["edge", "stage"])
def called(request: pytest.FixtureRequest, stack: Stack, agent: Api) -> tuple[Api, str]:
    """The API for an agent, and the host that its addresses are relative to."""
    if request.param == "edge":
        return agent, stack.url
    # On AWS the stage's own address is a host of its own, with the stage as first part of the path.
    stage = stack.gateway(agent.token)
    return stage, stage.url.removesuffix(f"/{STAGE_NAME}")


def test_location_of_a_new_note_leads_to_it(called: tuple[Api, str]) -> None:
    api, host = called
    created = api.post("/v1/notes", note_input())

    found = replace(api, url=host).get(created.headers["Location"])

    assert (found.status, found.json) == (200, created.json)


def test_location_at_the_edge_is_the_contracts(agent: Api) -> None:
    created = agent.post("/v1/notes", note_input())

    assert created.headers["Location"] == f"/v1/notes/{created.json['note_id']}"


def test_server_of_the_contract_has_its_paths(called: tuple[Api, str]) -> None:
    api, host = called
    document = api.get("/v1/openapi.json").json
    (server,) = document["servers"]

    base = server["url"].rstrip("/")

    assert replace(api, url=host).get(f"{base}/v1/health").status == 200
    assert replace(api, url=host).get(f"{base}/v1/openapi.json").json == document


def test_paths_of_the_contract_join_to_the_server_as_clients_join_them(stack: Stack) -> None:
    document = stack.anonymous.get("/v1/openapi.json").json
    url = urljoin(f"{stack.url}/v1/openapi.json", document["servers"][0]["url"])

    assert Api(url.rstrip("/")).get("/v1/health").status == 200


def test_instance_of_a_problem_is_the_address_that_was_called(called: tuple[Api, str]) -> None:
    api, host = called
    problem = api.get("/v1/notes/x").json

    assert replace(api, url=host).get(problem["instance"]).json["instance"] == problem["instance"]
