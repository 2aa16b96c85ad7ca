"""GET /v1/health and GET /v1/openapi.json: for anyone."""

import pytest

from tests.stack.stack import Stack


def test_given_a_working_service_when_asked_then_200_ok(stack: Stack) -> None:
    answer = stack.anonymous.get("/v1/health")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json == {"status": "ok", "checks": {"table": "ok"}}


@pytest.mark.parametrize("path", ["/v1/health", "/v1/openapi.json"])
def test_given_a_bad_token_when_a_public_route_is_called_then_200(stack: Stack, path: str) -> None:
    assert stack.anonymous.get(path, Authorization="Bearer nonsense").status == 200
