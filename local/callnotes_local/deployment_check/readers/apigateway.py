"""Amazon API Gateway, REST APIs."""

from typing import Any, cast

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.openapi import read_body
from callnotes_local.deployment_check.readers.reader import Reader, Stored, lower_first


def read_account(clients: Clients, _: Resource) -> Stored:
    """The account's settings."""
    return {"CloudWatchRoleArn": clients.apigateway.get_account().get("cloudwatchRoleArn")}


def read_deployment(clients: Clients, resource: Resource) -> Stored:
    """A deployment; that an API gives it back proves whose it is."""
    api = resource.properties["RestApiId"]
    stored = clients.apigateway.get_deployment(restApiId=api, deploymentId=resource.physical_id)
    return {"RestApiId": api, "Description": stored.get("description")}


def read_rest_api(clients: Clients, resource: Resource) -> Stored:
    """An API with all that its body declares."""
    stored = clients.apigateway.get_rest_api(restApiId=resource.physical_id)
    endpoints = stored.get("endpointConfiguration", {})
    return {
        "Name": stored.get("name"),
        "Description": stored.get("description"),
        "EndpointConfiguration": {"Types": endpoints.get("types")},
        "Parameters": {"endpointConfigurationTypes": endpoints.get("types")},
        "Body": read_body(clients, resource, cast("dict[str, Any]", stored)),
    }


def read_stage(clients: Clients, resource: Resource) -> Stored:
    """A stage with its settings for methods."""
    api, name = resource.properties["RestApiId"], resource.properties["StageName"]
    stored = clients.apigateway.get_stage(restApiId=api, stageName=name)
    access_log = stored.get("accessLogSettings", {})
    return {
        "RestApiId": api,
        "StageName": stored.get("stageName"),
        "DeploymentId": stored.get("deploymentId"),
        "TracingEnabled": stored.get("tracingEnabled"),
        "AccessLogSetting": {
            "DestinationArn": access_log.get("destinationArn"),
            "Format": access_log.get("format"),
        },
        "MethodSettings": _read_method_settings(
            resource, cast("dict[str, Any]", stored.get("methodSettings", {}))
        ),
    }


def _read_method_settings(resource: Resource, stored: dict[str, Any]) -> list[Stored]:
    settings = []
    for declared in resource.properties.get("MethodSettings", []):
        path, method = declared["ResourcePath"], declared["HttpMethod"]
        found = stored.get(f"{path.removeprefix('/').replace('/', '~1')}/{method}", {})
        values = {name: found.get(lower_first(name)) for name in declared}
        settings.append(values | {"ResourcePath": path, "HttpMethod": method})
    return settings


APIGATEWAY: dict[str, Reader] = {
    "AWS::ApiGateway::Account": read_account,
    "AWS::ApiGateway::Deployment": read_deployment,
    "AWS::ApiGateway::RestApi": read_rest_api,
    "AWS::ApiGateway::Stage": read_stage,
}
