"""What every response of a route has, whatever its handler does."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from callnotes.api.note_models import NoteOutput
from callnotes.api.note_routes import CREATE_NOTE, GET_NOTE, LIST_NOTES
from callnotes.api.route import AnyRoute
from callnotes.api.service_routes import GET_HEALTH
from callnotes.domain import errors
from callnotes.domain.actor import Actor
from callnotes.domain.quota import Lease
from callnotes.entry import http
from callnotes.entry.http import Response, serve, serve_public
from callnotes.entry.requests import Request
from tests.builders import make_note
from tests.cloud import Context
from tests.fakes.quota import FakeQuota
from tests.gateway import CONSOLE, make_claims, make_proxy_event
from tests.log import Log
from tests.metrics import read_metrics
from tests.traces import Trace

NOTE_ID = "a" * 26
PERSONAL = ("mina@example.com", "+821012345678", "eyJhbGciOiJSUzI1NiJ9.token", "SECRET TITLE")


def answer_of(
    handle: Callable[[Request[Any], Actor], Response], route: AnyRoute = LIST_NOTES, **event: Any
) -> dict[str, Any]:
    answer: dict[str, Any] = serve(route, FakeQuota().lease)(handle)(
        make_proxy_event(route, **event), Context()
    )
    return answer


def answer(response: Response | None = None, **event: Any) -> dict[str, Any]:
    return answer_of(lambda _request, _actor: response or Response(200, {"items": []}), **event)


def failure(error: Exception, **event: Any) -> dict[str, Any]:
    def handle(_request: Request[Any], _actor: Actor) -> Response:
        raise error

    return answer_of(handle, **event)


def problem(error: Exception, **event: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(failure(error, **event)["body"])
    return body


MADE: dict[type[errors.CallnotesError], errors.CallnotesError] = {
    errors.Invalid: errors.Invalid(errors.FieldError("title", "is long")),
    errors.TooManyRequests: errors.TooManyRequests(7),
}
ALL_ERRORS = [MADE.get(kind) or kind("why") for kind in errors.CallnotesError.__subclasses__()]
every_error = pytest.mark.parametrize(
    "error", [*ALL_ERRORS, ZeroDivisionError("x")], ids=lambda error: type(error).__name__
)


def test_a_handlers_answer_is_json() -> None:
    got = answer(Response(200, {"items": ["한글"]}))
    assert (got["statusCode"], json.loads(got["body"])) == (200, {"items": ["한글"]})


def test_a_models_answer_is_json() -> None:
    got = answer(Response(200, NoteOutput.of(make_note())))
    assert json.loads(got["body"])["created_at"] == "2026-03-01T12:00:00.123456Z"


def test_an_answer_without_body_has_no_content_type() -> None:
    got = answer(Response(204))
    assert (got["body"], "Content-Type" in got["headers"]) == ("", False)


def test_a_handlers_headers_are_sent() -> None:
    got = answer(Response(200, {}, {"ETag": '"3"'}))
    assert got["headers"]["ETag"] == '"3"'


def test_an_answer_carries_the_request_id() -> None:
    assert answer()["headers"]["x-request-id"] == "request-1"


def test_an_answer_is_not_kept_by_caches() -> None:
    assert answer()["headers"]["Cache-Control"] == "no-store"


@every_error
def test_an_error_is_a_problem(error: Exception) -> None:
    members = {"type", "title", "status", "detail", "instance", "request_id"}
    assert members <= problem(error).keys() <= members | {"errors"}


@every_error
def test_an_error_has_the_media_type_of_problems(error: Exception) -> None:
    assert failure(error)["headers"]["Content-Type"] == "application/problem+json"


@every_error
def test_a_problems_status_is_the_answers(error: Exception) -> None:
    got = failure(error)
    assert json.loads(got["body"])["status"] == got["statusCode"]


@every_error
def test_a_problem_carries_the_request_id_twice(error: Exception) -> None:
    got = failure(error)
    ids = {got["headers"]["x-request-id"], json.loads(got["body"])["request_id"]}
    assert ids == {"request-1"}


@pytest.mark.parametrize(
    ("part", "instance"),
    [(NOTE_ID, NOTE_ID), ("\u202e\x00", "%E2%80%AE%00"), ("%ff", "%ff"), ('"', "%22")],
)
def test_a_problems_instance_is_a_uri_reference(part: str, instance: str) -> None:
    got = problem(errors.NotFound("no"), route=GET_NOTE, path={"note_id": part})
    assert got["instance"] == f"/local/v1/notes/{instance}"


def test_an_altered_token_returns_401() -> None:
    got = answer(headers={"Authorization": "Bearer a.b.c2ln="})
    assert got["statusCode"] == 401


@every_error
def test_a_problem_has_the_headers_for_the_console(error: Exception) -> None:
    assert failure(error)["headers"]["Access-Control-Allow-Origin"] == CONSOLE


def test_a_problem_names_the_path() -> None:
    got = problem(errors.NotFound("no"), route=GET_NOTE, path={"note_id": NOTE_ID})
    assert got["instance"] == f"/local/v1/notes/{NOTE_ID}"


def test_problem_in_sam_local_names_the_path_and_not_its_template() -> None:
    event = make_proxy_event(GET_NOTE, path={"note_id": "x"}, claims={})
    event["requestContext"]["path"] = GET_NOTE.path
    got: Any = serve(GET_NOTE, FakeQuota().lease)(lambda _request, _actor: Response(200))(
        event, Context()
    )
    assert json.loads(got["body"])["instance"] == "/v1/notes/x"


def test_invalid_fields_are_listed() -> None:
    got = problem(errors.Invalid(errors.FieldError("title", "is long")))
    assert got["errors"] == [{"field": "title", "message": "is long"}]


def test_an_unexpected_error_is_a_500() -> None:
    assert failure(RuntimeError("boom"))["statusCode"] == 500


@pytest.mark.parametrize(
    "secret", ["Traceback", "RuntimeError", "arn:aws:dynamodb", "callnotes-table", "app.py"]
)
def test_an_unexpected_error_shows_no_internals(secret: str) -> None:
    error = RuntimeError("arn:aws:dynamodb:us-east-1:123456789012:table/callnotes-table app.py")
    assert secret not in json.dumps(failure(error))


def test_an_unexpected_error_is_logged_with_its_stack(log: Log) -> None:
    failure(RuntimeError("boom"))
    assert [line["exception_name"] for line in log.lines if line["level"] == "ERROR"] == [
        "RuntimeError"
    ]


def test_an_unavailable_dependency_asks_to_come_again_later() -> None:
    assert failure(errors.Unavailable("away"))["headers"]["Retry-After"] == "5"


def test_an_unavailable_dependency_is_counted_by_route(capsys: pytest.CaptureFixture[str]) -> None:
    failure(errors.Unavailable("away"))
    assert read_metrics(capsys) == {("list_notes", "DependencyUnavailable"): 1}


def test_an_unexpected_error_is_counted_by_route(capsys: pytest.CaptureFixture[str]) -> None:
    failure(RuntimeError("boom"), route=GET_NOTE, path={"note_id": NOTE_ID})
    assert read_metrics(capsys) == {("get_note", "UnexpectedError"): 1}


def test_an_error_of_the_callers_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    failure(errors.NotFound("no"))
    answer()
    assert read_metrics(capsys) == {}


def test_counts_of_one_request_do_not_show_in_the_next(capsys: pytest.CaptureFixture[str]) -> None:
    failure(RuntimeError("boom"))
    failure(errors.Unavailable("away"))
    assert read_metrics(capsys) == {
        ("list_notes", "UnexpectedError"): 1,
        ("list_notes", "DependencyUnavailable"): 1,
    }


def test_a_trace_is_found_by_route_tenant_note_and_status(trace: Trace) -> None:
    answer(Response(200, {}, {}, {"note_id": NOTE_ID}))
    assert (
        trace.annotations.items()
        >= {
            "route": "list_notes",
            "tenant": "hanbit",
            "note_id": NOTE_ID,
            "status": 200,
        }.items()
    )


def test_a_trace_names_the_function_that_handled_the_request(trace: Trace) -> None:
    def list_them(_request: Request[Any], _actor: Actor) -> Response:
        return Response(200)

    answer_of(list_them)
    assert [part.name for part in trace.segment.subsegments] == ["## list_them"]


def test_a_trace_of_a_refused_request_has_its_route_and_status(trace: Trace) -> None:
    answer(claims=make_claims(tenant=None))
    assert (trace.annotations["route"], trace.annotations["status"]) == ("list_notes", 403)


@pytest.mark.parametrize("personal", PERSONAL)
def test_a_trace_holds_nothing_that_people_wrote(trace: Trace, personal: str) -> None:
    got = answer_of(
        lambda request, _actor: Response(201, request.input.body),
        CREATE_NOTE,
        body=json.dumps({"title": personal, "body": personal, "tags": [personal]}),
    )
    assert (got["statusCode"], personal in trace.text) == (201, False)


def test_a_request_without_claims_returns_401() -> None:
    event = make_proxy_event(LIST_NOTES)
    del event["requestContext"]["authorizer"]
    got: Any = serve(LIST_NOTES, FakeQuota().lease)(lambda _request, _actor: Response(200))(
        event, Context()
    )
    assert got["statusCode"] == 401


def test_an_access_token_returns_401() -> None:
    assert answer(claims=make_claims(token_use="access"))["statusCode"] == 401


def test_a_user_without_a_tenant_is_refused() -> None:
    assert answer(claims=make_claims(tenant=None))["statusCode"] == 403


def test_a_role_the_route_does_not_name_is_refused() -> None:
    route = replace(LIST_NOTES, roles=frozenset())
    got = answer_of(lambda _request, _actor: Response(200), route)
    assert got["statusCode"] == 403


def test_a_refused_request_never_reaches_its_handler() -> None:
    reached: list[Request[Any]] = []

    def handle(request: Request[Any], _actor: Actor) -> Response:
        reached.append(request)
        return Response(200)

    answer_of(handle, claims=make_claims(tenant=None))
    assert reached == []


def statuses_of_a_flood(lease: Lease, count: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(http, "time", lambda: 1_000_000.0)
    handler = serve(LIST_NOTES, lease)(lambda _request, _actor: Response(200, {"items": []}))
    answers = [handler(make_proxy_event(LIST_NOTES), Context()) for _ in range(count)]
    refused = [answer for answer in answers if answer["statusCode"] == 429]
    assert {answer["headers"]["Retry-After"] for answer in refused} <= {"10"}
    return [answer["statusCode"] for answer in answers]


def test_tenant_above_its_share_gets_429(monkeypatch: pytest.MonkeyPatch) -> None:
    assert statuses_of_a_flood(lambda *_: False, 12, monkeypatch) == [200] * 10 + [429] * 2


def test_an_unavailable_counter_is_counted_and_requests_are_served(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_: object) -> bool:
        raise errors.Unavailable("away")

    assert statuses_of_a_flood(away, 25, monkeypatch) == [200] * 25
    assert read_metrics(capsys) == {("list_notes", "TenantQuotaUnknown"): 2}


def test_request_that_is_refused_takes_nothing_of_a_share() -> None:
    handler = serve(LIST_NOTES, lambda *_: False)(lambda _request, _actor: Response(200, {}))
    for _ in range(50):
        handler(make_proxy_event(LIST_NOTES, claims=make_claims(token_use="access")), Context())
    assert handler(make_proxy_event(LIST_NOTES), Context())["statusCode"] == 200


def test_a_public_route_needs_no_claims() -> None:
    event = make_proxy_event(GET_HEALTH, claims={})
    got: Any = serve_public(GET_HEALTH)(lambda _request: Response(200, {"status": "ok"}))(
        event, Context()
    )
    assert got["statusCode"] == 200


def test_the_console_may_read_the_answer() -> None:
    headers = answer()["headers"]
    assert headers["Access-Control-Allow-Origin"] == CONSOLE


def test_the_console_may_read_the_headers_it_needs() -> None:
    exposed = answer()["headers"]["Access-Control-Expose-Headers"].split(", ")
    assert set(exposed) == {"ETag", "Location", "Retry-After", "x-request-id"}


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "*",
        "",
        f"{CONSOLE}.evil.example",
        f"{CONSOLE}0",
        f"{CONSOLE}/",
        CONSOLE.replace("http:", "https:"),
        CONSOLE.upper(),
        "http://localhost:3000",
    ],
)
def test_any_other_origin_gets_no_permission(origin: str) -> None:
    headers = answer(headers={"Origin": origin})["headers"]
    assert not [name for name in headers if name.startswith("Access-Control")]


def test_caches_keep_answers_to_origins_apart() -> None:
    assert answer(headers={"Origin": "https://evil.example"})["headers"]["Vary"] == "Origin"


def test_credentials_are_never_allowed() -> None:
    assert "Access-Control-Allow-Credentials" not in answer()["headers"]


def test_a_request_is_one_log_line(log: Log) -> None:
    answer()
    assert [line["message"] for line in log.lines] == ["request"]


def test_the_log_line_has_route_status_and_ids(log: Log) -> None:
    answer(Response(200, {}, {}, {"note_id": NOTE_ID, "version": 2}))
    (line,) = log.lines
    told = {name: line[name] for name in ("route", "method", "path", "status", "request_id")}
    assert (told, line["gateway_at"], line["note_id"], line["version"]) == (
        {
            "route": "list_notes",
            "method": "GET",
            "path": "/v1/notes",
            "status": 200,
            "request_id": "request-1",
        },
        1772366400000,
        NOTE_ID,
        2,
    )


def test_every_log_line_names_the_invocation_and_the_correlation_id(log: Log) -> None:
    failure(RuntimeError("boom"))
    told = [(line["function_request_id"], line["correlation_id"]) for line in log.lines]
    assert told == [("invocation-1", "request-1")] * 2


def test_the_log_line_has_cold_start(log: Log) -> None:
    answer()
    answer()
    assert log.lines[1]["cold_start"] is False


def test_the_log_line_names_the_path_of_the_route_and_not_what_was_asked(log: Log) -> None:
    answer(route=GET_NOTE, path={"note_id": NOTE_ID})
    assert log.lines[0]["path"] == "/v1/notes/{note_id}"


@pytest.mark.parametrize("personal", PERSONAL)
def test_a_path_that_is_no_note_is_not_logged(log: Log, personal: str) -> None:
    failure(errors.NotFound("no"), route=GET_NOTE, path={"note_id": personal})
    assert personal not in log.text


@pytest.mark.parametrize("personal", PERSONAL)
def test_what_a_request_holds_is_not_logged(log: Log, personal: str) -> None:
    answer_of(
        lambda request, _actor: Response(201, request.input.body),
        CREATE_NOTE,
        body=json.dumps({"title": personal, "body": personal, "tags": [personal]}),
        headers={"Authorization": f"Bearer {personal}.c2ln", "X-Any": personal},
        query={"q": personal},
        claims=make_claims(email=personal),
    )
    assert personal not in log.text


@pytest.mark.parametrize("personal", PERSONAL)
def test_what_a_refused_request_holds_is_not_logged(log: Log, personal: str) -> None:
    answer_of(
        lambda request, _actor: Response(201, request.input.body),
        CREATE_NOTE,
        body=json.dumps({"title": [personal], "body": 1, personal: personal}),
    )
    assert personal not in log.text


@pytest.mark.parametrize("forged", ['\n{"level": "ERROR"}', "\r\nforged", "\x1b[31mred", "\u2028"])
def test_a_request_cannot_inject_lines_into_the_log(log: Log, forged: str) -> None:
    failure(errors.NotFound(forged), route=GET_NOTE, path={"note_id": forged})
    assert [line["message"] for line in log.lines] == ["request"]
