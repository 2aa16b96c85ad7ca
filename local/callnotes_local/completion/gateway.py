"""Parts of an API's OpenAPI body that the emulator's import skips."""

from typing import Any

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers.apigateway import INTEGRATION, read_methods
from callnotes_local.deployed.stack import PropertyPath, Resource

RESPONSE_FIELDS = ("statusCode", "responseParameters", "responseTemplates")


def set_response(clients: Clients, api: Resource, path: PropertyPath) -> None:
    """Put one gateway response."""
    declared = api.at(path)
    clients.apigateway.put_gateway_response(
        restApiId=api.physical_id,
        responseType=path[-1],  # type: ignore[arg-type]
        **{name: declared[name] for name in RESPONSE_FIELDS if declared.get(name)},
    )


def set_preflight(clients: Clients, api: Resource, path: PropertyPath) -> None:
    """Set request template, method response and integration response of one OPTIONS method."""
    integration = api.at(path)[INTEGRATION]
    wanted = integration["responses"]["default"]
    method: Any = {
        "restApiId": api.physical_id,
        "resourceId": read_methods(clients, api.physical_id)[path[2]]["OPTIONS"]["resourceId"],
        "httpMethod": "OPTIONS",
    }
    response: Any = {**method, "statusCode": str(wanted["statusCode"])}
    headers: dict[str, str] = wanted.get("responseParameters", {})
    templates = wanted.get("responseTemplates", {})
    gateway = clients.apigateway
    gateway.put_integration(
        **method, type="MOCK", requestTemplates=integration.get("requestTemplates", {})
    )
    gateway.put_method_response(**response, responseParameters=dict.fromkeys(headers, False))
    gateway.put_integration_response(
        **response, responseParameters=headers, responseTemplates=templates
    )
