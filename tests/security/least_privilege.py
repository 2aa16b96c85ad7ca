"""What roles may do, and who may take them; each rule returns what breaks it."""

from collections.abc import Iterator
from typing import Any

from tests.security.statements import Json, as_list, resources_of, role_statements

SERVICES = {
    *("lambda.amazonaws.com", "apigateway.amazonaws.com"),
    *("appconfig.amazonaws.com", "events.amazonaws.com", "states.amazonaws.com"),
    "scheduler.amazonaws.com",
}

LEADING_KEYS = "dynamodb:LeadingKeys"
ITEM_ACTIONS = {
    f"dynamodb:{name}"
    for name in ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "BatchGetItem")
}

LOG_DELIVERY = (
    *("CreateLogDelivery", "DeleteLogDelivery", "GetLogDelivery", "ListLogDeliveries"),
    *("DescribeLogGroups", "DescribeResourcePolicies", "PutResourcePolicy", "UpdateLogDelivery"),
)
# What may be wider than one resource, by (logical id, action or managed policy), and why.
EXCEPTIONS = {
    ("TracingPolicy", "xray:PutTraceSegments"): "X-Ray has no resource to name",
    ("TracingPolicy", "xray:PutTelemetryRecords"): "X-Ray has no resource to name",
    ("PublishEventsPolicy", "dynamodb:ListStreams"): "the action lists all streams",
    ("FlagsMonitorRole", "cloudwatch:DescribeAlarms"): "AppConfig lists the alarms it watches",
    ("DecideEscalationPolicy", "states:SendTaskSuccess"): "the request names a task token only",
    ("RequestDecisionPolicy", "states:SendTaskSuccess"): "the request names a task token only",
    **{
        ("FilingWorkerPolicy", f"states:SendTask{report}"): "the request names a task token only"
        for report in ("Failure", "Heartbeat", "Success")
    },
    ("RequestDecisionPolicy", "scheduler:CreateSchedule"): "the schedules of one group",
    (
        "SettleEscalationsPolicy",
        "states:DescribeExecution",
    ): "the executions of one state machine",
    **{
        (f"{name}StateMachinePolicy", f"states:{verb}Execution"): "those of one state machine"
        for name in ("FileEscalation", "SendDigests")
        for verb in ("Describe", "Stop")
    },
    (
        "ApiGatewayAccountRole",
        "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    ): "one role for all logs of the account's gateways; API Gateway wants this policy",
    **{
        (f"{name}StateMachineRole", f"logs:{action}"): "a log delivery has no resource to name"
        for name in (
            *("Escalation", "CollectOpinions", "FileEscalation", "KeepRecord", "EnrichNote"),
            *("SendDigests", "SendDigest"),
        )
        for action in LOG_DELIVERY
    },
}


def no_wildcard_action(template: Json) -> Iterator[str]:
    for statement in role_statements(template):
        if "NotAction" in statement.content or "NotResource" in statement.content:
            yield f"{statement.owner} allows all but something"
        yield from (f"{statement.owner} may {a}" for a in statement.actions if "*" in a)


def no_wildcard_resource(template: Json) -> Iterator[str]:
    for statement in role_statements(template):
        if any(_is_wide(resource) for resource in statement.resources):
            for action in statement.actions:
                if (statement.owner, action) not in EXCEPTIONS:
                    yield f"{statement.owner} may {action} on too much"


def items_are_reached_by_known_keys(template: Json) -> Iterator[str]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html"""
    for statement in role_statements(template):
        keys = statement.content.get("Condition", {}).get("ForAllValues:StringLike", {})
        for action in ITEM_ACTIONS.intersection(statement.actions):
            if LEADING_KEYS not in keys:
                yield f"{statement.owner} may {action} of any key"


def no_managed_policy_of_aws(template: Json) -> Iterator[str]:
    for owner, role in resources_of(template, "AWS::IAM::Role"):
        for policy in role.get("ManagedPolicyArns", []):
            text = policy.get("Fn::Sub", "") if isinstance(policy, dict) else policy
            name = text.partition(":policy/")[2]
            if name and (owner, name) not in EXCEPTIONS:
                yield f"{owner} has {name}"


def only_services_take_roles(template: Json) -> Iterator[str]:
    for owner, role in resources_of(template, "AWS::IAM::Role"):
        for statement in role["AssumeRolePolicyDocument"]["Statement"]:
            principal = statement["Principal"]
            services = as_list(principal.get("Service") if isinstance(principal, dict) else None)
            if not services or not set(services) <= SERVICES:
                yield f"{owner} can be taken by {principal}"


def used_exceptions(template: Json) -> set[tuple[str, str]]:
    """Return the exceptions that something in the template needs."""
    wide = {
        (statement.owner, action)
        for statement in role_statements(template)
        if any(_is_wide(resource) for resource in statement.resources)
        for action in statement.actions
    }
    managed = {
        (owner, policy["Fn::Sub"].partition(":policy/")[2])
        for owner, role in resources_of(template, "AWS::IAM::Role")
        for policy in role.get("ManagedPolicyArns", [])
        if "Fn::Sub" in policy
    }
    return (wide | managed) & set(EXCEPTIONS)


def _is_wide(resource: Any) -> bool:
    text = resource.get("Fn::Sub", "") if isinstance(resource, dict) else resource
    # A folder of a named bucket is narrow; everything, or every name, is not.
    return text == "*" or ("*" in text and not text.startswith("${"))
