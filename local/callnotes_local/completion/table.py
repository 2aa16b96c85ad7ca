"""Which properties the emulator's CloudFormation drops, and the call that sets each."""

from collections.abc import Callable
from dataclasses import dataclass

from callnotes_local.cloud.clients import Clients
from callnotes_local.completion import gateway, setters
from callnotes_local.deployed import PropertyPath, Resource
from callnotes_local.deployed.readers.apigateway import GATEWAY_RESPONSES

ANY = "*"
USER_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
REFERENCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference"


@dataclass(frozen=True)
class Completion:
    """One property of a resource type; ANY in its path stands for every name there."""

    name: str
    page: str
    type: str
    path: PropertyPath
    set: Callable[[Clients, Resource, PropertyPath], None]
    # API Gateway serves a change of the API only after a new deployment.
    needs_api_deployment: bool = False

    def is_declared(self, resource: Resource) -> bool:
        """Whether the resource has the property."""
        return resource.type == self.type and self.path[0] in resource.properties

    def find_path(self, path: PropertyPath) -> PropertyPath | None:
        """The property itself, when the path is that of a part of it."""
        whole = path[: len(self.path)]
        same = len(whole) == len(self.path) and all(
            own in (ANY, name) for own, name in zip(self.path, whole, strict=True)
        )
        return whole if same else None


COMPLETIONS = (
    Completion(
        "gateway responses",
        f"{USER_GUIDE}/api-gateway-swagger-extensions-gateway-responses.html",
        "AWS::ApiGateway::RestApi",
        ("Body", GATEWAY_RESPONSES, ANY),
        gateway.set_response,
        needs_api_deployment=True,
    ),
    Completion(
        "CORS preflight",
        f"{USER_GUIDE}/api-gateway-swagger-extensions-integration.html",
        "AWS::ApiGateway::RestApi",
        ("Body", "paths", ANY, "options"),
        gateway.set_preflight,
        needs_api_deployment=True,
    ),
    Completion(
        "stage access log",
        f"{USER_GUIDE}/set-up-logging.html",
        "AWS::ApiGateway::Stage",
        ("AccessLogSetting",),
        setters.set_access_log,
    ),
    Completion(
        "table time to live",
        f"{REFERENCE}/aws-properties-dynamodb-table-timetolivespecification.html",
        "AWS::DynamoDB::Table",
        ("TimeToLiveSpecification",),
        setters.set_time_to_live,
    ),
    Completion(
        "table point-in-time recovery",
        f"{REFERENCE}/aws-properties-dynamodb-table-pointintimerecoveryspecification.html",
        "AWS::DynamoDB::Table",
        ("PointInTimeRecoverySpecification",),
        setters.set_recovery,
    ),
    Completion(
        "table encryption",
        f"{REFERENCE}/aws-properties-dynamodb-table-ssespecification.html",
        "AWS::DynamoDB::Table",
        ("SSESpecification",),
        setters.set_encryption,
    ),
    Completion(
        "topic tracing",
        "https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html",
        "AWS::SNS::Topic",
        ("TracingConfig",),
        setters.set_tracing,
    ),
    Completion(
        "bucket life cycle",
        f"{REFERENCE}/aws-properties-s3-bucket-rule.html",
        "AWS::S3::Bucket",
        ("LifecycleConfiguration",),
        setters.set_lifecycle,
    ),
    Completion(
        "reserved concurrency",
        f"{REFERENCE}/aws-resource-lambda-function.html",
        "AWS::Lambda::Function",
        ("ReservedConcurrentExecutions",),
        setters.set_concurrency,
    ),
)
