"""Which properties the emulator's CloudFormation drops, and the call that sets each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers.apigateway import (
    GATEWAY_RESPONSES,
    INTEGRATION,
    read_methods,
)
from callnotes_local.deployed.stack import PropertyPath, Resource

ANY = "*"
RESPONSE_FIELDS = ("statusCode", "responseParameters", "responseTemplates")
REST_API, STAGE = "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage"
TABLE = "AWS::DynamoDB::Table"
# A completed API is deployed once more.
STAGE_DEPLOYMENT = (STAGE, ("DeploymentId",))
USER_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
REFERENCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference"


@dataclass(frozen=True)
class Completion:
    """One property of a resource type; ANY in its path stands for every name there."""

    name: str
    # What AWS says of it.
    page: str
    type: str
    path: PropertyPath
    set: Callable[[Clients, Resource, PropertyPath], None]

    def find_path(self, path: PropertyPath) -> PropertyPath | None:
        """The property itself, when the path is that of a part of it."""
        whole = path[: len(self.path)]
        same = len(whole) == len(self.path) and all(
            own in (ANY, name) for own, name in zip(self.path, whole, strict=True)
        )
        return whole if same else None


def is_completed(kind: str, path: PropertyPath) -> bool:
    """Whether the kit sets this property of a resource type, or the whole that it is a part of."""
    own = (c for c in COMPLETIONS if c.type == kind)
    return (kind, path) == STAGE_DEPLOYMENT or any(c.find_path(path) for c in own)


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
    resource = read_methods(clients, api.physical_id)[path[2]]["OPTIONS"]["resourceId"]
    method: Any = {"restApiId": api.physical_id, "resourceId": resource, "httpMethod": "OPTIONS"}
    response: Any = {**method, "statusCode": str(wanted["statusCode"])}
    headers: dict[str, str] = wanted.get("responseParameters", {})
    own = {name: wanted[name] for name in RESPONSE_FIELDS[1:] if name in wanted}
    requests, gateway = integration.get("requestTemplates", {}), clients.apigateway
    gateway.put_integration(**method, type="MOCK", requestTemplates=requests)
    gateway.put_method_response(**response, responseParameters=dict.fromkeys(headers, False))
    gateway.put_integration_response(**response, **own)


def set_access_log(clients: Clients, stage: Resource, path: PropertyPath) -> None:
    """Set destination and format of one stage."""
    names = {"DestinationArn": "destinationArn", "Format": "format"}
    clients.apigateway.update_stage(
        restApiId=stage.properties["RestApiId"],
        stageName=stage.properties["StageName"],
        patchOperations=[
            {"op": "replace", "path": f"/accessLogSettings/{names[name]}", "value": value}
            for name, value in stage.at(path).items()
        ],
    )


def set_by(operation: str) -> Callable[[Clients, Resource, PropertyPath], None]:
    """The call of DynamoDB that takes a table's property as it is in the template."""

    def set_property(clients: Clients, table: Resource, path: PropertyPath) -> None:
        call = getattr(clients.dynamodb, operation)
        call(TableName=table.physical_id, **{path[-1]: table.at(path)})

    return set_property


def set_encryption(clients: Clients, table: Resource, path: PropertyPath) -> None:
    """Switch encryption under a KMS key."""
    declared = dict(table.at(path))
    wanted: Any = {"Enabled": declared.pop("SSEEnabled"), **declared}
    clients.dynamodb.update_table(TableName=table.physical_id, SSESpecification=wanted)


# fmt: off
COMPLETIONS = (
    Completion("gateway responses",
               f"{USER_GUIDE}/api-gateway-swagger-extensions-gateway-responses.html",
               REST_API, ("Body", GATEWAY_RESPONSES, ANY), set_response),
    Completion("CORS preflight",
               f"{USER_GUIDE}/api-gateway-swagger-extensions-integration.html",
               REST_API, ("Body", "paths", ANY, "options"), set_preflight),
    Completion("stage access log", f"{USER_GUIDE}/set-up-logging.html",
               STAGE, ("AccessLogSetting",), set_access_log),
    Completion("table time to live",
               f"{REFERENCE}/aws-properties-dynamodb-table-timetolivespecification.html",
               TABLE, ("TimeToLiveSpecification",), set_by("update_time_to_live")),
    Completion("table point-in-time recovery",
               f"{REFERENCE}/aws-properties-dynamodb-table-pointintimerecoveryspecification.html",
               TABLE, ("PointInTimeRecoverySpecification",), set_by("update_continuous_backups")),
    Completion("table encryption",
               f"{REFERENCE}/aws-properties-dynamodb-table-ssespecification.html",
               TABLE, ("SSESpecification",), set_encryption),
)
# fmt: on
