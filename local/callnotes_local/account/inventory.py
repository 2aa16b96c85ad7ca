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


# For each type the call that lists all there is, and in its response the list, ids, other names.
LISTERS = {
    "AWS::ApiGateway::RestApi": "get_rest_apis items id name",
    "AWS::AppConfig::Application": "list_applications Items Id Name",
    "AWS::AppConfig::DeploymentStrategy": "list_deployment_strategies Items Id Name",
    "AWS::CloudWatch::Alarm": "describe_alarms MetricAlarms AlarmName",
    "AWS::CloudWatch::Dashboard": "list_dashboards DashboardEntries DashboardName",
    "AWS::Cognito::UserPool": "list_user_pools UserPools Id Name",
    "AWS::DynamoDB::Table": "list_tables TableNames @",
    "AWS::Events::Archive": "list_archives Archives ArchiveName",
    "AWS::Events::EventBus": "list_event_buses EventBuses Name",
    "AWS::Events::Rule": "list_rules Rules Name",
    "AWS::IAM::ManagedPolicy": "list_policies Policies Arn PolicyName",
    "AWS::IAM::Role": "list_roles Roles RoleName",
    "AWS::KMS::Alias": "list_aliases Aliases AliasName",
    "AWS::Lambda::EventSourceMapping": (
        "list_event_source_mappings EventSourceMappings UUID FunctionArn"
    ),
    "AWS::Lambda::Function": "list_functions Functions FunctionName",
    "AWS::Logs::LogGroup": "describe_log_groups logGroups logGroupName",
    "AWS::Logs::QueryDefinition": (
        "describe_query_definitions queryDefinitions queryDefinitionId name"
    ),
    "AWS::S3::Bucket": "list_buckets Buckets Name",
    "AWS::Scheduler::Schedule": "list_schedules Schedules Name",
    "AWS::Scheduler::ScheduleGroup": "list_schedule_groups ScheduleGroups Name",
    "AWS::SecretsManager::Secret": "list_secrets SecretList ARN Name",
    "AWS::SNS::Topic": "list_topics Topics TopicArn",
    "AWS::SQS::Queue": "list_queues QueueUrls @",
    "AWS::SSM::Parameter": "describe_parameters Parameters Name",
    "AWS::StepFunctions::Activity": "list_activities activities activityArn name",
    "AWS::StepFunctions::StateMachine": "list_state_machines stateMachines stateMachineArn name",
    "AWS::XRay::ResourcePolicy": "list_resource_policies ResourcePolicies PolicyName",
    "AWS::XRay::SamplingRule": (
        "get_sampling_rules SamplingRuleRecords SamplingRule.RuleARN SamplingRule.RuleName"
    ),
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "AWS::Cognito::UserPool": {"MaxResults": 60},
    "AWS::IAM::ManagedPolicy": {"Scope": "Local"},
}
# What the local cloud cannot list.
NOT_LOCAL = {"AWS::Logs::QueryDefinition", "AWS::XRay::ResourcePolicy", "AWS::XRay::SamplingRule"}
# Whatever goes away with something listed above; the account's setting has its role there, and a
# key, which waits for its deletion for days, its alias.
PARTS_OF = {
    "ApiGateway": "Account Deployment Stage",
    "AppConfig": "ConfigurationProfile Deployment Environment HostedConfigurationVersion",
    "Cognito": "UserPoolClient UserPoolGroup",
    "IAM": "Policy",
    "KMS": "Key",
    "Lambda": "Alias EventInvokeConfig Permission Version",
    "S3": "BucketPolicy",
    "SecretsManager": "RotationSchedule",
    "SNS": "Subscription TopicPolicy",
    "SQS": "QueuePolicy",
}
PARTS = {f"AWS::{service}::{kind}" for service in PARTS_OF for kind in PARTS_OF[service].split()}


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
        if resource.physical_id in ids
        or any(map(access.environment.owns, re.split("[:/]", resource.name)))
    ]


def _list_everything(access: Access) -> Iterator[Resource]:
    for kind, lister in LISTERS.items():
        operation, items, key, *names = lister.split()
        found, arguments = f"{items}[].[{key}, {[*names, key][0]}]", ARGUMENTS.get(kind, {})
        service = kind.split("::")[1].lower().replace("cognito", "cognito-idp")
        if kind not in NOT_LOCAL or not access.endpoint_url:
            client: Any = access.clients.make_client(service)
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
