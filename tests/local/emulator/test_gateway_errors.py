"""What a caller of the API learns of a failed function, and a function of the path.

https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from callnotes_local.emulator.handle import CALLED_PATH
from tests.local.emulator.gateway import STAGE, deploy

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud


@pytest.fixture(scope="module")
def api_id(cloud: Cloud) -> str:
    return str(cloud.client("apigateway").create_rest_api(name="errors")["id"])


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError('secret-table')",
        "import os; os._exit(1)",
        "import time; time.sleep(20)",
        "return {'no': 'proxy response'}",
        "return None",
    ],
    ids=["exception", "crash", "time-out", "malformed", "nothing"],
)
def test_failed_function_is_a_502_without_its_text(cloud: Cloud, api_id: str, body: str) -> None:
    source = f"def handler(event, context):\n    {body}\n"
    response = deploy(cloud, api_id, source, Timeout=1).get()

    assert response.status == 502
    assert response.body == {"message": "Internal server error"}


def test_function_that_does_not_import_is_a_502(cloud: Cloud, api_id: str) -> None:
    assert deploy(cloud, api_id, "import nowhere").get().status == 502


def test_response_of_a_working_function_is_passed_on(cloud: Cloud, api_id: str) -> None:
    source = """
        def handler(event, context):
            return {"statusCode": 502, "body": '{"mine": true}'}
    """
    response = deploy(cloud, api_id, source).get()

    assert (response.status, response.body) == (502, {"mine": True})


@pytest.mark.parametrize(
    ("headers", "path"),
    [({}, f"/{STAGE}/{{name}}"), ({CALLED_PATH: "/v1/%2F"}, "/v1/%2F")],
    ids=["stage address", "edge"],
)
def test_function_behind_the_edge_gets_the_called_path(
    cloud: Cloud, api_id: str, headers: dict[str, str], path: str
) -> None:
    source = """
        import json

        def handler(event, context):
            found = [event["requestContext"]["path"], str(event).count("called-path")]
            return {"statusCode": 200, "body": json.dumps(found)}
    """
    route = deploy(cloud, api_id, source)

    assert route.get(headers=headers).body == [path.format(name=route.function), 0]


@pytest.mark.parametrize(("own", "status"), [({}, 502), ({"statusCode": "500"}, 500)])
def test_customized_gateway_response_shapes_the_error(
    cloud: Cloud, own: dict[str, str], status: int
) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"""
    gateway = cloud.client("apigateway")
    api_id = gateway.create_rest_api(name="problem")["id"]
    gateway.put_gateway_response(
        restApiId=api_id,
        responseType="DEFAULT_5XX",
        **own,
        responseParameters={
            "gatewayresponse.header.Content-Type": "'application/problem+json'",
        },
        responseTemplates={"application/json": '{"title": "Internal error"}'},
    )
    source = "def handler(event, context):\n    raise ValueError('secret-table')\n"
    response = deploy(cloud, api_id, source).get()

    assert response.status == status
    assert response.content_type == "application/problem+json"
    assert response.body["title"] == "Internal error"
