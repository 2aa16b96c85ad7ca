"""What is there, asked from each service itself: CloudFormation's word is no proof."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from callnotes_local.account.access import Access
from callnotes_local.account.stack import Resource

LOCAL_POLICIES = "Local"
LAYER = "AWS::Lambda::LayerVersion"


@dataclass(frozen=True)
class Found:
    """Something that a service has: its id, and the name that tells whose it is."""

    kind: str
    physical_id: str
    name: str


type Lister = Callable[[Access], Iterable[tuple[str, str]]]

# Whatever goes away with something listed below.
PARTS = {
    "AWS::ApiGateway::Account": "a setting; its role is listed",
    "AWS::ApiGateway::Deployment": "of the API",
    "AWS::ApiGateway::Stage": "of the API",
    "AWS::Cognito::UserPoolClient": "of the user pool",
    "AWS::Cognito::UserPoolGroup": "of the user pool",
    "AWS::IAM::Policy": "of a role",
    "AWS::Lambda::Alias": "of a function",
    "AWS::Lambda::Permission": "of a function",
    "AWS::Lambda::Version": "of a function",
    "AWS::S3::BucketPolicy": "of the bucket",
    "AWS::SNS::Subscription": "of a topic",
    "AWS::SNS::TopicPolicy": "of a topic",
    "AWS::SQS::QueuePolicy": "of a queue",
}


def find_left(access: Access, recorded: list[Resource]) -> list[Found]:
    """Everything that is there and is this environment's: by its recorded id, or by its name."""
    ids = {resource.physical_id for resource in recorded}
    return [
        found
        for found in list_everything(access, recorded)
        if found.physical_id in ids or access.environment.owns(found.name)
    ]


def list_everything(access: Access, recorded: list[Resource]) -> Iterator[Found]:
    """Ask every service for what it has."""
    for kind, lister in LISTERS.items():
        yield from (Found(kind, physical_id, name) for physical_id, name in lister(access))
    yield from (Found(LAYER, r.physical_id, r.logical_id) for r in _find_layers(access, recorded))


def _pages(service: str, operation: str, key: str, **arguments: Any) -> Callable[[Access], Any]:
    def read(access: Access) -> Iterator[Any]:
        pages = access.clients.client(service).get_paginator(operation).paginate(**arguments)
        return (item for page in pages for item in page.get(key, []))

    return read


def _fields(items: Callable[[Access], Any], id_field: str, name_field: str) -> Lister:
    return lambda access: ((item[id_field], item[name_field]) for item in items(access))


def _last_part(items: Callable[[Access], Any], field: str, separator: str) -> Lister:
    def read(access: Access) -> Iterator[tuple[str, str]]:
        for item in items(access):
            physical_id = item[field] if field else item
            yield physical_id, physical_id.rsplit(separator, 1)[-1]

    return read


def _list_log_groups(access: Access) -> Iterator[tuple[str, str]]:
    groups = _pages("logs", "describe_log_groups", "logGroups")
    for group in groups(access):
        name = group["logGroupName"]
        # /aws/lambda/<stack>/<verb_noun>, /aws/apigateway/<stack>
        owner = name.removeprefix("/aws/lambda/").removeprefix("/aws/apigateway/")
        yield name, owner.split("/", 1)[0]


def _list_mappings(access: Access) -> Iterator[tuple[str, str]]:
    for mapping in _pages("lambda", "list_event_source_mappings", "EventSourceMappings")(access):
        yield mapping["UUID"], mapping["FunctionArn"].split(":")[6]


def _list_buckets(access: Access) -> Iterator[tuple[str, str]]:
    for bucket in access.clients.client("s3").list_buckets()["Buckets"]:
        yield bucket["Name"], bucket["Name"]


def _list_trace_policies(access: Access) -> Iterator[tuple[str, str]]:
    if access.is_local:
        return
    for policy in _pages("xray", "list_resource_policies", "ResourcePolicies")(access):
        yield policy["PolicyName"], policy["PolicyName"]


def _find_layers(access: Access, recorded: list[Resource]) -> Iterator[Resource]:
    # A layer's name is not the stack's: only the recorded versions are ours.
    client = access.clients.client("lambda")
    for resource in recorded:
        if resource.kind == LAYER:
            layer = resource.physical_id.split(":")[6]
            pages = client.get_paginator("list_layer_versions").paginate(LayerName=layer)
            versions = {v["LayerVersionArn"] for page in pages for v in page["LayerVersions"]}
            if resource.physical_id in versions:
                yield resource


LISTERS: dict[str, Lister] = {
    "AWS::ApiGateway::RestApi": _fields(
        _pages("apigateway", "get_rest_apis", "items"), "id", "name"
    ),
    "AWS::CloudWatch::Alarm": _fields(
        _pages("cloudwatch", "describe_alarms", "MetricAlarms"), "AlarmName", "AlarmName"
    ),
    "AWS::Cognito::UserPool": _fields(
        _pages("cognito-idp", "list_user_pools", "UserPools", MaxResults=60), "Id", "Name"
    ),
    "AWS::DynamoDB::Table": _last_part(_pages("dynamodb", "list_tables", "TableNames"), "", "/"),
    "AWS::IAM::ManagedPolicy": _fields(
        _pages("iam", "list_policies", "Policies", Scope=LOCAL_POLICIES), "Arn", "PolicyName"
    ),
    "AWS::IAM::Role": _fields(_pages("iam", "list_roles", "Roles"), "RoleName", "RoleName"),
    "AWS::Lambda::EventSourceMapping": _list_mappings,
    "AWS::Lambda::Function": _fields(
        _pages("lambda", "list_functions", "Functions"), "FunctionName", "FunctionName"
    ),
    "AWS::Logs::LogGroup": _list_log_groups,
    "AWS::S3::Bucket": _list_buckets,
    "AWS::SNS::Topic": _last_part(_pages("sns", "list_topics", "Topics"), "TopicArn", ":"),
    "AWS::SQS::Queue": _last_part(_pages("sqs", "list_queues", "QueueUrls"), "", "/"),
    "AWS::XRay::ResourcePolicy": _list_trace_policies,
}
