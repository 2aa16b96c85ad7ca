"""Rules that every transformed template keeps; each returns what breaks it."""

import json
from collections.abc import Iterator
from typing import Any

from callnotes.api.routes import ROUTES
from tests.security.statements import (
    Json,
    Statement,
    as_list,
    resource_statements,
    resources_of,
    role_statements,
)

PASSWORD = ("RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols")
SHORTEST_PASSWORD = 12


def no_policy_allows_everybody(template: Json) -> Iterator[str]:
    for statement in _allowing(template):
        principal = statement.content["Principal"]
        if principal == "*" or "*" in as_list(principal.get("AWS")):
            yield f"{statement.owner} allows everybody"


def services_act_for_a_source(template: Json) -> Iterator[str]:
    for statement in _allowing(template):
        if "aws:SourceArn" not in json.dumps(statement.content.get("Condition")):
            yield f"{statement.owner} allows a service for any source"


def topics_have_a_policy(template: Json) -> Iterator[str]:
    """Without one, the default lets the whole account publish; alarms need that of CloudWatch."""
    covered = {
        topic["Ref"]
        for _, policy in resources_of(template, "AWS::SNS::TopicPolicy")
        for topic in policy["Topics"]
    }
    alarmed = {
        action["Ref"]
        for _, alarm in resources_of(template, "AWS::CloudWatch::Alarm")
        for action in alarm.get("AlarmActions", [])
    }
    for owner, _ in resources_of(template, "AWS::SNS::Topic"):
        if owner not in covered | alarmed:
            yield f"{owner} has no policy"


def plain_http_is_refused(template: Json) -> Iterator[str]:
    refusing = {
        statement.owner
        for statement in resource_statements(template)
        if statement.content["Effect"] == "Deny"
        and statement.content.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
    }
    for owner, _ in resources_of(template, "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"):
        if owner not in refusing:
            yield f"{owner} takes plain HTTP"


def buckets_have_a_policy(template: Json) -> Iterator[str]:
    policies = resources_of(template, "AWS::S3::BucketPolicy")
    covered = {policy["Bucket"]["Ref"] for _, policy in policies}
    for owner, _ in resources_of(template, "AWS::S3::Bucket"):
        if owner not in covered:
            yield f"{owner} has no policy"


def buckets_are_private(template: Json) -> Iterator[str]:
    for owner, bucket in resources_of(template, "AWS::S3::Bucket"):
        block = bucket.get("PublicAccessBlockConfiguration", {})
        if len(block) < 4 or not all(block.values()):
            yield f"{owner} may become public"
        if "BucketEncryption" not in bucket:
            yield f"{owner} is not encrypted"


def keys_rotate_and_name_each_use(template: Json) -> Iterator[str]:
    """Who may do all with a key may also use it."""
    for owner, key in resources_of(template, "AWS::KMS::Key"):
        if not key.get("EnableKeyRotation"):
            yield f"{owner} never rotates"
        for statement in key["KeyPolicy"]["Statement"]:
            yield from (f"{owner} allows {a}" for a in as_list(statement["Action"]) if "*" in a)


def keys_are_used_for_a_named_thing(template: Json) -> Iterator[str]:
    """Without an encryption context, one ciphertext takes another's place unseen."""
    for owner, key in resources_of(template, "AWS::KMS::Key"):
        for statement in key["KeyPolicy"]["Statement"]:
            uses = {"kms:Encrypt", "kms:Decrypt"} & set(as_list(statement["Action"]))
            if uses and "kms:EncryptionContext:" not in json.dumps(statement.get("Condition")):
                yield f"{owner} is used for anything"


def histories_are_not_logged(template: Json) -> Iterator[str]:
    """They have task tokens; only those of Express workflows are nowhere else."""
    for owner, machine in resources_of(template, "AWS::StepFunctions::StateMachine"):
        is_express = machine.get("StateMachineType") == "EXPRESS"
        if not is_express and machine["LoggingConfiguration"].get("IncludeExecutionData", True):
            yield f"{owner} logs what its tasks were given"


def histories_are_read_by_no_role(template: Json) -> Iterator[str]:
    """Who reads a history can end the wait of its execution."""
    for statement in role_statements(template):
        if "states:GetExecutionHistory" in as_list(statement.content["Action"]):
            yield f"{statement.owner} reads task tokens"


# Subscriptions and queues, event source mappings, targets of rules.
LAST_STATIONS = ("deadLetterTargetArn", "Destination", 'DeadLetterConfig": {"Arn')


def queues_have_dead_letters(template: Json) -> Iterator[str]:
    """But for those that are the last station themselves."""
    text = json.dumps(template["Resources"])
    for owner, queue in resources_of(template, "AWS::SQS::Queue"):
        arn = json.dumps({"Fn::GetAtt": [owner, "Arn"]})
        is_last = any(f'"{name}": {arn}' in text for name in LAST_STATIONS)
        if "RedrivePolicy" not in queue and not is_last:
            yield f"{owner} has no dead letter queue"


def queues_answer_in_parts(template: Json) -> Iterator[str]:
    for owner, mapping in resources_of(template, "AWS::Lambda::EventSourceMapping"):
        is_queue = "StartingPosition" not in mapping
        if is_queue and mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{owner} fails whole batches"


def streams_give_up(template: Json) -> Iterator[str]:
    for owner, mapping in resources_of(template, "AWS::Lambda::EventSourceMapping"):
        is_stream = "StartingPosition" in mapping
        if is_stream and not {"MaximumRecordAgeInSeconds", "DestinationConfig"} <= set(mapping):
            yield f"{owner} tries for ever"


def only_public_routes_are_open(template: Json) -> Iterator[str]:
    public = {(route.method, route.path) for route in ROUTES if not route.roles}
    for _, api in resources_of(template, "AWS::ApiGateway::RestApi"):
        for path, item in api["Body"]["paths"].items():
            for verb, method in item.items():
                called = (verb.upper(), path)
                if _is_open(method) and verb != "options" and called not in public:
                    yield f"{called[0]} {path} is open"


def one_origin_only(template: Json) -> Iterator[str]:
    for owner, api in resources_of(template, "AWS::ApiGateway::RestApi"):
        for name, value in _walk(api["Body"]):
            if name.endswith("Access-Control-Allow-Origin") and "*" in json.dumps(value):
                yield f"{owner} lets every page in"


def passwords_are_strong(template: Json) -> Iterator[str]:
    for owner, pool in resources_of(template, "AWS::Cognito::UserPool"):
        policy = pool.get("Policies", {}).get("PasswordPolicy", {})
        if policy.get("MinimumLength", 0) < SHORTEST_PASSWORD:
            yield f"{owner} takes short passwords"
        yield from (f"{owner} lacks {name}" for name in PASSWORD if not policy.get(name))


def existence_of_users_is_hidden(template: Json) -> Iterator[str]:
    for owner, client in resources_of(template, "AWS::Cognito::UserPoolClient"):
        if client.get("PreventUserExistenceErrors") != "ENABLED":
            yield f"{owner} reveals who has an account"


def _allowing(template: Json) -> Iterator[Statement]:
    return (s for s in resource_statements(template) if s.content["Effect"] == "Allow")


def _is_open(method: Json) -> bool:
    security = method.get("security") or [{"NONE": []}]
    return any("NONE" in scheme or not scheme for scheme in security)


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield name, item
            yield from _walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)
