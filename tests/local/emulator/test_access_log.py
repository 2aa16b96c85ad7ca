"""The access log of a stage, as API Gateway writes it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from callnotes_local.emulator import ACCOUNT, REGION
from tests.local.emulator.cloud import unique_name
from tests.local.emulator.gateway import STAGE, deploy

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud

FIELDS = {
    "id": "requestId",
    "method": "httpMethod",
    "path": "path",
    "route": "resourcePath",
    "status": "status",
    "ip": "identity.sourceIp",
    "at": "requestTimeEpoch",
    "took": "responseLatency",
    "error": "error.responseType",
    "user": "authorizer.principalId",
}
FORMAT = json.dumps({name: f"$context.{variable}" for name, variable in FIELDS.items()})
SOURCE = """
    import json
    def handler(event, context):
        request_id = event["requestContext"]["requestId"]
        return {"statusCode": 418, "body": json.dumps({"id": request_id})}
"""


class Logged:
    """An API whose stage has an access log."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.group = f"/aws/apigateway/{unique_name('api')}"
        gateway = cloud.client("apigateway")
        self.api_id = gateway.create_rest_api(name="logged")["id"]
        self.route = deploy(cloud, self.api_id, SOURCE)
        cloud.client("logs").create_log_group(logGroupName=self.group)
        self.set_destination(self.group)

    def set_destination(self, group: str) -> None:
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"
        values = {"destinationArn": f"{arn}:*", "format": FORMAT}
        self.cloud.client("apigateway").update_stage(
            restApiId=self.api_id,
            stageName=STAGE,
            patchOperations=[
                {"op": "replace", "path": f"/accessLogSettings/{name}", "value": value}
                for name, value in values.items()
            ],
        )

    def last_line(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self.cloud.log_messages(self.group)[-1])
        return line


@pytest.fixture(scope="module")
def logged(cloud: Cloud) -> Logged:
    return Logged(cloud)


def test_request_has_its_line_with_the_id_that_the_function_got(logged: Logged) -> None:
    before = time.time() * 1000
    response = logged.route.get()
    line = logged.last_line()

    name = logged.route.url.rpartition("/")[2]
    assert line.pop("id") == response.body["id"]
    assert before - 1000 <= int(line.pop("at")) <= time.time() * 1000
    assert 0 <= int(line.pop("took")) < 20_000
    assert line == {
        "method": "GET",
        "path": f"/{STAGE}/{name}",
        "route": f"/{name}",
        "status": "418",
        "ip": "127.0.0.1",
        "error": "-",
        "user": "-",
    }


def test_ids_of_two_requests_differ(logged: Logged) -> None:
    assert logged.route.get().body["id"] != logged.route.get().body["id"]


def test_the_gateways_own_error_has_its_line_with_its_kind(logged: Logged) -> None:
    response = logged.route.get("/nowhere")
    line = logged.last_line()

    assert int(line["status"]) == response.status == 403
    assert (line["route"], line["error"]) == ("-", "MISSING_AUTHENTICATION_TOKEN")


def test_destination_that_is_not_there_does_no_harm(logged: Logged) -> None:
    logged.set_destination("/nowhere")
    try:
        assert logged.route.get().status == 418
    finally:
        logged.set_destination(logged.group)


def test_stage_without_a_log_writes_none(cloud: Cloud) -> None:
    api_id = cloud.client("apigateway").create_rest_api(name="silent")["id"]
    assert deploy(cloud, api_id, SOURCE).get().status == 418
