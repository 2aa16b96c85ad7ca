"""A REST API of a local cloud, called as a client does."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import examples
from examples.rest_api import CORS, RestApi
from tests.examples.conftest import MakeClient
from tests.local.emulator.cloud import Cloud, unique_name

FUNCTIONS = Path(examples.__path__[0]) / "functions"
STAGE = "test"
NOTE = {"UserId": "kim", "NoteId": 7, "Note": "hello"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Any


type Call = Callable[..., Answer]


@pytest.fixture
def api(local: MakeClient) -> RestApi:
    gateway = local("apigateway")
    return RestApi(gateway, gateway.create_rest_api(name=unique_name("api"))["id"])


@pytest.fixture
def call(cloud: Cloud, api: RestApi) -> Call:
    def send(verb: str, path: str, body: Any = None, **headers: str) -> Answer:
        url = f"{cloud.emulator.endpoint_url}/_aws/execute-api/{api.api_id}/{STAGE}/{path}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(  # noqa: S310 - loopback
            url,
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"} | cloud.emulator.secret_header | sent,
            method=verb,
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as found:  # noqa: S310 - loopback
                return Answer(found.status, json.loads(found.read() or b"null"), found.headers)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, json.loads(error.read() or b"null"), error.headers)

    return send


def create(cloud: Cloud, local: MakeClient, name: str) -> str:
    """Make a function, and return its ARN."""
    made = cloud.create_function((FUNCTIONS / f"{name}.py").read_text())
    found = local("lambda").get_function_configuration(FunctionName=made)
    return str(found["FunctionArn"])


def count(cloud: Cloud, function_arn: str, text: str) -> int:
    name = function_arn.rpartition(":")[2]
    messages = cloud.log_messages_if_any(f"/aws/lambda/{name}")
    return sum(text in message for message in messages)


def test_the_gateway_itself_answers_health_preflight_and_a_stub(api: RestApi, call: Call) -> None:
    api.serve_mock("health", "GET", '{"status": "ok"}')
    api.serve_mock("notes", "OPTIONS", "{}", CORS)
    api.serve_mock("notes", "GET", '[{"NoteId": 1, "Note": "not made yet"}]')
    api.deploy(STAGE)
    assert call("GET", "health").body == {"status": "ok"}
    preflight = call("OPTIONS", "notes")
    assert preflight.status == 200
    assert {name: preflight.headers[name] for name in CORS} == CORS
    assert call("GET", "notes").body == [{"NoteId": 1, "Note": "not made yet"}]


@pytest.mark.parametrize(
    "body",
    [
        {"UserId": "kim", "NoteId": 7},
        NOTE | {"NoteId": "seven"},
        NOTE | {"UserId": 1},
        "no object",
    ],
    ids=["missing", "no integer", "no string", "no object"],
)
def test_a_body_that_is_no_note_is_a_400_and_no_function_runs(
    cloud: Cloud, local: MakeClient, api: RestApi, call: Call, body: Any
) -> None:
    function = create(cloud, local, "echo_request")
    api.serve_function("notes", "POST", function, **api.require_note())
    api.deploy(STAGE)
    refused = call("POST", "notes", body)
    assert (refused.status, refused.body["message"]) == (400, "Invalid request body")
    assert count(cloud, function, "called") == 0
    assert call("POST", "notes", NOTE).body["body"] == NOTE
    assert count(cloud, function, "called") == 1


def test_an_authorizer_of_ones_own_decides_and_its_answer_is_kept(
    cloud: Cloud, local: MakeClient, api: RestApi, call: Call
) -> None:
    authorizer = create(cloud, local, "check_partner")
    function = create(cloud, local, "echo_request")
    api.serve_function("orders", "GET", function, **api.require_partner(authorizer))
    api.deploy(STAGE)
    assert call("GET", "orders").status == 401
    assert call("GET", "orders", Authorization="token-of-nobody").status == 401
    assert call("GET", "orders", Authorization="token-of-former").status == 403
    for _ in range(3):
        allowed = call("GET", "orders", Authorization="token-of-acme")
        assert (allowed.status, allowed.body["authorizer"]) == (200, "acme")
    assert count(cloud, authorizer, "asked about token-of-acme") == 1
    assert count(cloud, function, "called") == 3


def test_an_answer_that_is_not_kept_is_asked_for_again(
    cloud: Cloud, local: MakeClient, api: RestApi, call: Call
) -> None:
    authorizer = create(cloud, local, "check_partner")
    function = create(cloud, local, "echo_request")
    settings = api.require_partner(authorizer, seconds=0)
    api.serve_function("orders", "GET", function, **settings)
    api.deploy(STAGE)
    for _ in range(2):
        call("GET", "orders", Authorization="token-of-acme")
    assert count(cloud, authorizer, "asked about token-of-acme") == 2


def test_a_key_is_metered_by_its_plan(api: RestApi, call: Call) -> None:
    api.serve_mock("health", "GET", "{}")
    place = api.add_method("orders", "GET", apiKeyRequired=True)
    template = {"application/json": '{"statusCode": 200}'}
    api.gateway.put_integration(**place, type="MOCK", requestTemplates=template)
    api.deploy(STAGE)
    basic = api.sell_plan(unique_name("basic"), STAGE, burst=1, rate=0.01, quota=100)
    premium = api.sell_plan(unique_name("premium"), STAGE, burst=50, rate=50, quota=3)
    assert call("GET", "health").status == 200
    assert call("GET", "orders").status == 403
    assert call("GET", "orders", x_api_key="made-up").status == 403
    assert [call("GET", "orders", x_api_key=basic).status for _ in range(2)] == [200, 429]
    found = [call("GET", "orders", x_api_key=premium) for _ in range(4)]
    assert [each.status for each in found] == [200, 200, 200, 429]
    assert found[3].body["message"] == "Limit Exceeded"


def test_a_key_of_a_plan_for_another_stage_opens_nothing(api: RestApi, call: Call) -> None:
    api.serve_function(
        "orders", "GET", "arn:aws:lambda:us-east-1:0:function:f", apiKeyRequired=True
    )
    api.deploy(STAGE)
    api.deploy("other")
    key = api.sell_plan(unique_name("other"), "other", burst=9, rate=9, quota=9)
    assert call("GET", "orders", x_api_key=key).status == 403
