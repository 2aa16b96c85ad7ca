"""The OpenAPI body of an API, put together again from what the gateway has."""

from typing import Any

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Stored
from callnotes_local.deployment_check.values import NOT_READ

INTEGRATION = "x-amazon-apigateway-integration"
AUTHORIZER = "x-amazon-apigateway-authorizer"
NO_AUTHORIZER = "NONE"
# The format of the document and its prose: the gateway keeps neither.
DESCRIPTIVE = ("openapi", "swagger", "summary", "description")


def read_body(clients: Clients, api: Resource, stored: dict[str, Any]) -> Stored:
    """Title, security schemes, and the methods that the body declares."""
    authorizers = clients.apigateway.get_authorizers(restApiId=api.physical_id)["items"]
    by_id = {item["id"]: item for item in authorizers}
    answer = clients.apigateway.get_resources(
        restApiId=api.physical_id, embed=["methods"], limit=500
    )
    methods = {item["path"]: item.get("resourceMethods", {}) for item in answer["items"]}
    body = api.properties.get("Body", {})
    schemes = {item["name"]: _scheme(item) for item in authorizers}
    return dict.fromkeys(DESCRIPTIVE, NOT_READ) | {
        "info": {"title": stored.get("name"), "version": stored.get("version")},
        "paths": {
            path: {verb: _method(methods.get(path, {}).get(verb.upper()), by_id) for verb in item}
            for path, item in body.get("paths", {}).items()
        },
        "components": {"securitySchemes": schemes},
        "securityDefinitions": schemes,
    }


def _method(found: Any, authorizers: dict[str, Any]) -> Stored | None:
    if found is None:
        return None
    integration = found.get("methodIntegration", {})
    name = authorizers.get(found.get("authorizerId", ""), {}).get("name", NO_AUTHORIZER)
    answers = found.get("methodResponses", {})
    return dict.fromkeys(DESCRIPTIVE, NOT_READ) | {
        "responses": dict.fromkeys(answers, NOT_READ),
        "security": [{name: found.get("authorizationScopes", [])}],
        INTEGRATION: integration | {"type": integration.get("type", "").lower()},
    }


def _scheme(authorizer: Any) -> Stored:
    kind = authorizer.get("authType")
    source = authorizer.get("identitySource", "")
    return {
        "type": "apiKey",
        "in": source.split(".")[2] if source.count(".") > 2 else None,
        "name": source.rpartition(".")[2],
        "x-amazon-apigateway-authtype": kind,
        AUTHORIZER: {
            "type": authorizer.get("type", "").lower(),
            "providerARNs": authorizer.get("providerARNs"),
            "authorizerUri": authorizer.get("authorizerUri"),
        },
    }
