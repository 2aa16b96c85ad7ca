"""What one call does not give back of a REST API: its OpenAPI body, a stage's method settings."""

from collections.abc import Mapping
from typing import Any

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers.call import NOT_READ, Stored
from callnotes_local.deployed.stack import Resource

INTEGRATION = "x-amazon-apigateway-integration"
GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
AUTHORIZER = "x-amazon-apigateway-authorizer"
NO_AUTHORIZER = "NONE"
# The format of the document and its prose: the gateway keeps neither.
DESCRIPTIVE = ("openapi", "swagger", "summary", "description", "consumes", "produces")


def read_method_settings(clients: Clients, stage: Resource) -> Stored:
    """A stage's settings for methods, in the order of the template."""
    declared = stage.properties
    api, name = declared["RestApiId"], declared["StageName"]
    stored: Any = clients.apigateway.get_stage(restApiId=api, stageName=name)
    settings = []
    for setting in declared.get("MethodSettings", []):
        path, method = setting["ResourcePath"], setting["HttpMethod"]
        key = f"{path.removeprefix('/').replace('/', '~1')}/{method}"
        found = stored.get("methodSettings", {}).get(key, {})
        values = {name: found.get(name[0].lower() + name[1:]) for name in setting}
        settings.append(values | {"ResourcePath": path, "HttpMethod": method})
    return {"MethodSettings": settings}


def read_body(clients: Clients, api: Resource) -> Stored:
    """Title, security schemes, gateway responses, and the methods that the body declares."""
    gateway, api_id = clients.apigateway, api.physical_id
    stored = gateway.get_rest_api(restApiId=api_id)
    authorizers = {a["id"]: a for a in gateway.get_authorizers(restApiId=api_id)["items"]}
    schemes = {item["name"]: _scheme(item) for item in authorizers.values()}
    responses = gateway.get_gateway_responses(restApiId=api_id, limit=500)["items"]
    methods = read_methods(clients, api_id)
    declared = api.properties.get("Body", {}).get("paths", {})
    body = dict.fromkeys(DESCRIPTIVE, NOT_READ) | {
        "info": {"title": stored.get("name"), "version": stored.get("version")},
        "paths": {
            path: {
                verb: _method(methods.get(path, {}).get(verb.upper()), authorizers) for verb in p
            }
            for path, p in declared.items()
        },
        "components": {"securitySchemes": schemes},
        "securityDefinitions": schemes,
        GATEWAY_RESPONSES: {item["responseType"]: item for item in responses},
    }
    return {"Body": body}


def read_methods(clients: Clients, api_id: str) -> dict[str, dict[str, Any]]:
    """The methods of each path by verb; each knows the id of its resource."""
    page: Any = clients.apigateway.get_resources(restApiId=api_id, embed=["methods"], limit=500)
    return {
        item["path"]: {
            verb: {**method, "resourceId": item["id"]}
            for verb, method in item.get("resourceMethods", {}).items()
        }
        for item in page["items"]
    }


def _method(found: Mapping[str, Any] | None, authorizers: Mapping[str, Any]) -> Stored | None:
    if found is None:
        return None
    integration = found.get("methodIntegration", {})
    name = authorizers.get(found.get("authorizerId", ""), {}).get("name", NO_AUTHORIZER)
    responses = integration.get("integrationResponses", {}).values()
    return dict.fromkeys(DESCRIPTIVE, NOT_READ) | {
        "responses": dict.fromkeys(found.get("methodResponses", {}), NOT_READ),
        "security": [{name: found.get("authorizationScopes", [])}],
        INTEGRATION: integration
        | {"type": integration.get("type", "").lower()}
        | {"responses": {"default": next(iter(responses), None)}},
    }


def _scheme(authorizer: Any) -> Stored:
    source = authorizer.get("identitySource", "")
    return {
        "type": "apiKey",
        "in": source.split(".")[2] if source.count(".") > 2 else None,
        "name": source.rpartition(".")[2],
        "x-amazon-apigateway-authtype": authorizer.get("authType"),
        AUTHORIZER: {
            "type": authorizer.get("type", "").lower(),
            "providerARNs": authorizer.get("providerARNs"),
            "authorizerUri": authorizer.get("authorizerUri"),
        },
    }
