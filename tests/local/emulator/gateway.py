"""A REST API of one's own in front of a function made from text."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Any

from callnotes_local.emulator import ACCOUNT, REGION

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud

STAGE = "local"


@dataclass(frozen=True)
class Response:
    status: int
    body: Any
    headers: Message

    @property
    def content_type(self) -> str:
        return self.headers["content-type"]


@dataclass(frozen=True)
class Route:
    """Where a function is served."""

    url: str
    secret_header: dict[str, str]

    @property
    def function(self) -> str:
        return self.url.rpartition("/")[2]

    def get(
        self,
        below: str = "",
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Response:
        """Call it as the edge does."""
        sent = self.secret_header | (headers or {})
        request = urllib.request.Request(self.url + below, body, sent, method="GET")  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - loopback
                return _response(answer)
        except urllib.error.HTTPError as error:
            with error:
                return _response(error)


def deploy(
    cloud: Cloud, api_id: str, source: str, *, authorizer: str = "", **settings: Any
) -> Route:
    """Put a function behind GET /<its name> and deploy."""
    name = cloud.create_function(source, **settings)
    gateway = cloud.client("apigateway")
    root = gateway.get_resources(restApiId=api_id)["items"][0]["id"]
    resource = gateway.create_resource(restApiId=api_id, parentId=root, pathPart=name)["id"]
    place = {"restApiId": api_id, "resourceId": resource, "httpMethod": "GET"}
    guard = {"authorizerId": authorizer} if authorizer else {}
    kind = "COGNITO_USER_POOLS" if authorizer else "NONE"
    gateway.put_method(**place, authorizationType=kind, **guard)
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    gateway.put_integration(
        **place,
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations",
    )
    gateway.create_deployment(restApiId=api_id, stageName=STAGE)
    url = f"{cloud.emulator.endpoint_url}/_aws/execute-api/{api_id}/{STAGE}/{name}"
    return Route(url, cloud.emulator.secret_header)


def _response(answer: Any) -> Response:
    body = json.loads(answer.read())
    return Response(answer.status, body, answer.headers)
