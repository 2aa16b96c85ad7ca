"""A request has the base path that it was called with."""

import pytest

from callnotes.api.note_routes import CREATE_NOTE, GET_NOTE, LIST_NOTES
from callnotes.entry.requests import Request, called_path
from tests.builders import make_actor
from tests.gateway import make_proxy_event

CALLED = {
    "stage's own address": ("/prod/v1/notes", "/prod"),
    "custom domain": ("/v1/notes", ""),
    "custom domain with a base path": ("/team/notes-api/v1/notes", "/team/notes-api"),
    "base path like the version": ("/v1/v1/notes", "/v1"),
    "trailing slash": ("/prod/v1/notes/", "/prod"),
    "doubled slash": ("/prod//v1/notes", "/prod/"),
}


@pytest.mark.parametrize(("called", "base"), CALLED.values(), ids=CALLED)
def test_path_of_a_route_begins_as_the_called_address_did(called: str, base: str) -> None:
    event = make_proxy_event(LIST_NOTES)
    event["requestContext"]["path"] = called
    request = Request.of(event, LIST_NOTES)
    assert request.path_of(GET_NOTE, note_id="x") == f"{base}/v1/notes/x"


def test_path_of_a_route_in_sam_local_has_no_stage() -> None:
    event = make_proxy_event(GET_NOTE, path={"note_id": "y"})
    event["requestContext"]["path"] = GET_NOTE.path
    assert called_path(event) == "/v1/notes/y"
    assert Request.of(event, GET_NOTE).path_of(GET_NOTE, note_id="x") == "/v1/notes/x"


def test_change_has_the_gateways_request_id_and_the_actor() -> None:
    request = Request.of(
        make_proxy_event(CREATE_NOTE, body='{"title": "T", "body": "B"}'), CREATE_NOTE
    )
    change = request.change_by(make_actor())
    assert (change.request_id, change.actor) == ("request-1", make_actor())
