"""What belongs to the server cannot be set by a client."""

import pytest

from callnotes.adapters.note_items import note_key
from tests.stack.http import Api, note_input, path_of
from tests.stack.problems import wrong_fields
from tests.stack.stack import Stack

SERVERS_OWN = {
    "note_id": "a" * 26,
    "version": 7,
    "created_by": "somebody",
    "created_at": "2020-01-01T00:00:00Z",
    "updated_at": "2020-01-01T00:00:00Z",
    "tenant": "hanbit",
    "owner": "somebody",
    "role": "admin",
    "pk": "TENANT#hanbit",
    "sk": "NOTE",
    "entity": "customer",
    "gsi1pk": "TENANT#hanbit#AUTHOR#x",
    "expires_at": 1,
    "deleted_at": None,
    "request_id": "mine",
    "__proto__": {"role": "admin"},
}


@pytest.mark.parametrize("field", SERVERS_OWN)
def test_given_a_field_of_the_server_when_posted_then_400_names_it(agent: Api, field: str) -> None:
    answer = agent.post("/v1/notes", note_input() | {field: SERVERS_OWN[field]})

    assert wrong_fields(answer) == {field}


@pytest.mark.parametrize("field", SERVERS_OWN)
def test_given_a_field_of_the_server_when_put_then_400_and_the_note_is_as_it_was(
    agent: Api, field: str
) -> None:
    note = agent.create_note()

    answer = agent.put(path_of(note), note_input() | {field: SERVERS_OWN[field]}, If_Match='"1"')

    assert wrong_fields(answer) == {field}
    assert agent.get(path_of(note)).json == note


def test_given_a_new_note_when_stored_then_its_author_is_the_tokens_sub(stack: Stack) -> None:
    tenant = stack.new_tenant()
    user = stack.new_user(tenant)

    note = stack.http(user).create_note()

    item = stack.get_item(note_key(tenant, note["note_id"]))
    assert item is not None
    assert item["created_by"] == note["created_by"] == user.sub


@pytest.mark.parametrize(
    "header", ["X-Tenant", "X-Forwarded-User", "X-Amzn-Oidc-Data", "X-Amz-Security-Token"]
)
def test_given_a_header_that_claims_a_tenant_when_listed_then_the_tokens_tenant_counts(
    agent: Api, header: str
) -> None:
    answer = agent.send("GET", "/v1/notes", headers={header: "hanbit"})

    assert answer.json == {"items": [], "next": None}
