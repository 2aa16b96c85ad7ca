"""The one shape of errors: https://www.rfc-editor.org/rfc/rfc9457"""

from http import HTTPStatus

from tests.stack.http import Answer, Json

MEMBERS = {"type", "title", "status", "detail", "instance", "request_id"}


def assert_problem(answer: Answer, status: int, instance: str) -> Json:
    """Validate an error response's shape, and return it."""
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json
    assert set(problem) - {"errors"} == MEMBERS
    assert problem["status"] == status
    assert problem["title"] in (HTTPStatus(status).phrase, "Content Too Large")
    assert problem["detail"]
    assert problem["instance"] == instance
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem


def wrong_fields(answer: Answer) -> set[str]:
    """The fields a 400 names."""
    assert answer.status == 400, answer.body
    errors = answer.json["errors"]
    assert all(set(error) == {"field", "message"} and error["message"] for error in errors)
    return {error["field"] for error in errors}
