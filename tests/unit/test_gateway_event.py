"""A few words become the event that API Gateway sends."""

import json

import pytest

from tools.gateway_event import SAMPLE, make_event

WHOLE = json.loads(SAMPLE.read_text())


def test_words_of_the_sample_give_the_sample() -> None:
    words = {"method": "POST", "path": "/v1/notes", "headers": {"Idempotency-Key": "first-note"}}
    assert make_event(words | {"body": WHOLE["body"]}) == WHOLE


def test_path_and_query_are_taken_apart() -> None:
    event = make_event({"method": "GET", "path": "/v1/notes?limit=5&limit=6&next="})
    assert event["queryStringParameters"] == {"limit": "6", "next": ""}
    assert event["multiValueQueryStringParameters"] == {"limit": ["5", "6"], "next": [""]}
    assert event["pathParameters"] is None
    event = make_event({"method": "GET", "path": "/v1/notes/a%20b"})
    assert event["pathParameters"] == {"note_id": "a b"}
    assert event["resource"] == "/v1/notes/{note_id}"


def test_null_takes_a_claim_away() -> None:
    event = make_event({"method": "GET", "path": "/v1/notes", "claims": {"role": None}})
    assert "role" not in event["requestContext"]["authorizer"]["claims"]


def test_public_route_has_no_authorizer() -> None:
    event = make_event({"method": "GET", "path": "/v1/health"})
    assert "authorizer" not in event["requestContext"]
    assert "Authorization" not in event["headers"]


def test_path_of_no_route_is_named() -> None:
    with pytest.raises(LookupError, match="GET /v1/nothing is no route"):
        make_event({"method": "GET", "path": "/v1/nothing"})
