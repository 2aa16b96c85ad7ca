"""CORS preflight answers: the import makes the OPTIONS methods, without what they answer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
"""

from collections.abc import Iterator
from typing import Any, cast

from callnotes_local.completion.completion import Comparison, Completion
from callnotes_local.completion.stack import DeployedStack, Resource

INTEGRATION = "x-amazon-apigateway-integration"
METHOD = "OPTIONS"
DEFAULT = "default"


def compare(stack: DeployedStack) -> list[Comparison]:
    """Each preflight answer that the body declares beside the stored one."""
    return [
        comparison
        for api in stack.of_type("AWS::ApiGateway::RestApi")
        for comparison in _compare_api(stack, api)
    ]


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Set request template, method response and integration response of one OPTIONS method."""
    wanted = cast("dict[str, Any]", comparison.expected)
    api_id = stack.resources[comparison.logical_id].physical_id
    path = comparison.path[2]
    method: Any = {
        "restApiId": api_id,
        "resourceId": _resources(stack, api_id)[path]["id"],
        "httpMethod": METHOD,
    }
    headers: dict[str, str] = wanted["responseParameters"]
    answer = {"statusCode": wanted["statusCode"]}
    gateway = stack.clients.apigateway
    gateway.put_integration(**method, type="MOCK", requestTemplates=wanted["requestTemplates"])
    gateway.put_method_response(
        **method, **answer, responseParameters=dict.fromkeys(headers, False)
    )
    gateway.put_integration_response(
        **method,
        **answer,
        responseParameters=headers,
        responseTemplates=wanted["responseTemplates"],
    )


def _compare_api(stack: DeployedStack, api: Resource) -> Iterator[Comparison]:
    declared = dict(_declared(api))
    stored = _resources(stack, api.physical_id) if declared else {}
    for path, wanted in declared.items():
        where = ("Body", "paths", path, METHOD.lower())
        yield Comparison(api.logical_id, where, wanted, _stored(stored.get(path, {})))


def _declared(api: Resource) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in api.properties.get("Body", {}).get("paths", {}).items():
        integration = item.get(METHOD.lower(), {}).get(INTEGRATION, {})
        if integration.get("type") == "mock":
            answer = integration["responses"][DEFAULT]
            yield path, _shape(integration.get("requestTemplates"), answer)


def _stored(resource: Any) -> dict[str, Any] | None:
    method = resource.get("resourceMethods", {}).get(METHOD, {})
    integration = method.get("methodIntegration", {})
    answers = list(integration.get("integrationResponses", {}).values())
    return _shape(integration.get("requestTemplates"), answers[0]) if answers else None


def _shape(request_templates: Any, answer: Any) -> dict[str, Any]:
    return {
        "requestTemplates": request_templates or {},
        "statusCode": str(answer["statusCode"]),
        "responseParameters": answer.get("responseParameters", {}),
        "responseTemplates": answer.get("responseTemplates", {}),
    }


def _resources(stack: DeployedStack, api_id: str) -> dict[str, Any]:
    answer = stack.clients.apigateway.get_resources(restApiId=api_id, embed=["methods"], limit=500)
    return {resource["path"]: resource for resource in answer["items"]}


PREFLIGHT = Completion("CORS preflight", compare, apply, needs_api_deployment=True)
