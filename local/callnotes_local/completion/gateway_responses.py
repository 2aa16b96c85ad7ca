"""Gateway responses that the API's OpenAPI body declares: the emulator's import skips them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.html
"""

from typing import Any, cast

from callnotes_local.completion.completion import Comparison, Completion
from callnotes_local.completion.stack import DeployedStack, Resource

EXTENSION = "x-amazon-apigateway-gateway-responses"
FIELDS = ("statusCode", "responseParameters", "responseTemplates")


def compare(stack: DeployedStack) -> list[Comparison]:
    """Each declared gateway response beside the stored one."""
    return [
        comparison
        for api in stack.of_type("AWS::ApiGateway::RestApi")
        for comparison in _compare_api(stack, api)
    ]


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Put one gateway response."""
    wanted = cast("dict[str, Any]", comparison.expected)
    stack.clients.apigateway.put_gateway_response(
        restApiId=stack.resources[comparison.logical_id].physical_id,
        responseType=cast("Any", comparison.path[-1]),
        **wanted,
    )


def _compare_api(stack: DeployedStack, api: Resource) -> list[Comparison]:
    declared = api.properties.get("Body", {}).get(EXTENSION, {})
    if not declared:
        return []
    answer = stack.clients.apigateway.get_gateway_responses(restApiId=api.physical_id, limit=500)
    stored = {item["responseType"]: cast("dict[str, Any]", item) for item in answer["items"]}
    return [
        Comparison(
            api.logical_id,
            ("Body", EXTENSION, kind),
            expected=(wanted := _fields(response)),
            stored={name: stored[kind].get(name) for name in wanted} if kind in stored else None,
        )
        for kind, response in declared.items()
    ]


def _fields(response: dict[str, Any]) -> dict[str, Any]:
    return {name: response[name] for name in FIELDS if response.get(name)}


GATEWAY_RESPONSES = Completion("gateway responses", compare, apply, needs_api_deployment=True)
