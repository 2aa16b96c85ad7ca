"""What is there, asked from each service itself: CloudFormation's word is no proof."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jmespath

from callnotes_local.account.access import Access

LAYER = "AWS::Lambda::LayerVersion"


@dataclass(frozen=True)
class Resource:
    """Something that a service has: its id, and the name or address that says whose it is."""

    kind: str
    physical_id: str
    name: str


# For each type the call that lists all there is, and ids and names in its response.
# fmt: off
LISTERS = {
    "AWS::ApiGateway::RestApi": ("apigateway", "get_rest_apis", "items[].[id, name]"),
    "AWS::AppConfig::Application": ("appconfig", "list_applications", "Items[].[Id, Name]"),
    "AWS::AppConfig::DeploymentStrategy":
        ("appconfig", "list_deployment_strategies", "Items[].[Id, Name]"),
    "AWS::CloudWatch::Alarm":
        ("cloudwatch", "describe_alarms", "MetricAlarms[].[AlarmName, AlarmName]"),
    "AWS::CloudWatch::Dashboard":
        ("cloudwatch", "list_dashboards", "DashboardEntries[].[DashboardName, DashboardName]"),
    "AWS::Cognito::UserPool": ("cognito-idp", "list_user_pools", "UserPools[].[Id, Name]"),
    "AWS::DynamoDB::Table": ("dynamodb", "list_tables", "TableNames[].[@, @]"),
    "AWS::Events::Archive": ("events", "list_archives", "Archives[].[ArchiveName, ArchiveName]"),
    "AWS::Events::EventBus": ("events", "list_event_buses", "EventBuses[].[Name, Name]"),
    "AWS::Events::Rule": ("events", "list_rules", "Rules[].[Name, Name]"),
    "AWS::IAM::ManagedPolicy": ("iam", "list_policies", "Policies[].[Arn, PolicyName]"),
    "AWS::IAM::Role": ("iam", "list_roles", "Roles[].[RoleName, RoleName]"),
    "AWS::KMS::Alias": ("kms", "list_aliases", "Aliases[].[AliasName, AliasName]"),
    "AWS::Lambda::EventSourceMapping":
        ("lambda", "list_event_source_mappings", "EventSourceMappings[].[UUID, FunctionArn]"),
    "AWS::Lambda::Function":
        ("lambda", "list_functions", "Functions[].[FunctionName, FunctionName]"),
    "AWS::Logs::LogGroup":
        ("logs", "describe_log_groups", "logGroups[].[logGroupName, logGroupName]"),
    "AWS::Logs::QueryDefinition":
        ("logs", "describe_query_definitions", "queryDefinitions[].[queryDefinitionId, name]"),
    "AWS::S3::Bucket": ("s3", "list_buckets", "Buckets[].[Name, Name]"),
    "AWS::Scheduler::Schedule": ("scheduler", "list_schedules", "Schedules[].[Name, Name]"),
    "AWS::Scheduler::ScheduleGroup":
        ("scheduler", "list_schedule_groups", "ScheduleGroups[].[Name, Name]"),
    "AWS::SecretsManager::Secret":
        ("secretsmanager", "list_secrets", "SecretList[].[ARN, Name]"),
    "AWS::SNS::Topic": ("sns", "list_topics", "Topics[].[TopicArn, TopicArn]"),
    "AWS::SQS::Queue": ("sqs", "list_queues", "QueueUrls[].[@, @]"),
    "AWS::SSM::Parameter": ("ssm", "describe_parameters", "Parameters[].[Name, Name]"),
    "AWS::StepFunctions::Activity":
        ("stepfunctions", "list_activities", "activities[].[activityArn, name]"),
    "AWS::StepFunctions::StateMachine":
        ("stepfunctions", "list_state_machines", "stateMachines[].[stateMachineArn, name]"),
    "AWS::XRay::ResourcePolicy":
        ("xray", "list_resource_policies", "ResourcePolicies[].[PolicyName, PolicyName]"),
}
# fmt: on
ARGUMENTS: dict[str, dict[str, Any]] = {
    "AWS::Cognito::UserPool": {"MaxResults": 60},
    "AWS::IAM::ManagedPolicy": {"Scope": "Local"},
}
# What the local cloud cannot list.
NOT_LOCAL = {"AWS::Logs::QueryDefinition", "AWS::XRay::ResourcePolicy"}
# Whatever goes away with something listed above; the account's setting has its role there, and a
# key, which waits for its deletion for days, its alias.
PARTS = {
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::Stage",
    "AWS::AppConfig::ConfigurationProfile",
    "AWS::AppConfig::Deployment",
    "AWS::AppConfig::Environment",
    "AWS::AppConfig::HostedConfigurationVersion",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolGroup",
    "AWS::IAM::Policy",
    "AWS::KMS::Key",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
    "AWS::S3::BucketPolicy",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
}


def read_resources(access: Access, stack_id: str) -> list[Resource]:
    """Everything that CloudFormation made for a stack, by logical id."""
    pages = access.clients.cloudformation.get_paginator("list_stack_resources")
    return [
        Resource(r["ResourceType"], r.get("PhysicalResourceId", ""), r["LogicalResourceId"])
        for page in pages.paginate(StackName=stack_id)
        for r in page["StackResourceSummaries"]
    ]


def find_left(access: Access, recorded: list[Resource]) -> list[Resource]:
    """Everything that is there and is this environment's: by its recorded id, or by its name."""
    ids = {resource.physical_id for resource in recorded}
    return [
        resource
        for resource in (*_list_everything(access), *_find_layers(access, recorded))
        if resource.physical_id in ids or _is_own(access, resource.name)
    ]


def _is_own(access: Access, name: str) -> bool:
    return any(access.environment.owns(part) for part in re.split("[:/]", name))


def _list_everything(access: Access) -> Iterator[Resource]:
    for kind, (service, operation, found) in LISTERS.items():
        if kind not in NOT_LOCAL or not access.endpoint_url:
            client: Any = access.clients.make_client(service)
            arguments = ARGUMENTS.get(kind, {})
            if client.can_paginate(operation):
                pairs = client.get_paginator(operation).paginate(**arguments).search(found)
            else:
                pairs = jmespath.search(found, getattr(client, operation)(**arguments))
            yield from (Resource(kind, *pair) for pair in pairs if pair)


def _find_layers(access: Access, recorded: list[Resource]) -> Iterator[Resource]:
    # A layer's name is not the stack's: only the recorded versions are ours.
    for resource in recorded:
        if resource.kind == LAYER:
            layer = resource.physical_id.split(":")[6]
            listed = access.clients.functions.get_paginator("list_layer_versions")
            pages: Any = listed.paginate(LayerName=layer)
            if resource.physical_id in pages.search("LayerVersions[].LayerVersionArn"):
                yield resource
