"""What policies are asked about a call, as AWS asks them.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from callnotes_local.emulator import ACCOUNT, REGION
from tests.local.emulator.cloud import unique_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.local.emulator.cloud import Cloud

# The code of the error, or "allowed".
CALLING = """
    import boto3
    from botocore.exceptions import ClientError
    def handler(event, context):
        call = getattr(boto3.client(event["service"]), event["operation"])
        try:
            call(**event["arguments"])
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "allowed"
"""
DENY_PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}


@pytest.fixture(scope="module")
def topic(cloud: Cloud) -> str:
    """A topic that leaves all to roles: its own default policy would let the account publish."""
    topics = cloud.client("sns")
    arn = str(topics.create_topic(Name=unique_name("topic"))["TopicArn"])
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": arn,
        "Condition": DENY_PLAIN_HTTP,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    topics.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return arn


@pytest.fixture(scope="module")
def queue(cloud: Cloud) -> str:
    return str(cloud.client("sqs").create_queue(QueueName=unique_name("queue"))["QueueUrl"])


def call_with(
    cloud: Cloud, actions: tuple[str, ...], service: str, operation: str, **arguments: Any
) -> str:
    function = cloud.create_function(CALLING, Role=cloud.create_role(*actions))
    event = {"service": service, "operation": operation, "arguments": arguments}
    return str(cloud.invoke(function, event).payload)


BATCH = [{"Id": "1", "Message": "hello"}]
MESSAGES = [{"Id": "1", "MessageBody": "hello"}]


@pytest.mark.parametrize(
    ("action", "expected"),
    [("sns:Publish", "allowed"), ("sns:GetTopicAttributes", "AuthorizationError")],
)
def test_batch_needs_the_permission_of_the_single_call(
    cloud: Cloud, topic: str, action: str, expected: str
) -> None:
    answer = call_with(
        cloud, (action,), "sns", "publish_batch", TopicArn=topic, PublishBatchRequestEntries=BATCH
    )
    assert answer == expected


@pytest.mark.parametrize(
    ("action", "expected"), [("sqs:SendMessage", "allowed"), ("sqs:ReceiveMessage", "AccessDenied")]
)
def test_batch_of_messages_needs_the_permission_of_the_single_call(
    cloud: Cloud, queue: str, action: str, expected: str
) -> None:
    answer = call_with(
        cloud, (action,), "sqs", "send_message_batch", QueueUrl=queue, Entries=MESSAGES
    )
    assert answer == expected


@pytest.mark.parametrize(
    ("group", "expected"), [("reminders", "allowed"), ("others", "AccessDeniedException")]
)
def test_schedule_needs_permission_in_its_group(cloud: Cloud, group: str, expected: str) -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html"""
    cloud.client("scheduler").create_schedule_group(Name=group)
    schedules = f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/reminders/*"
    role = cloud.create_role("scheduler:CreateSchedule", resource=schedules)
    schedule = {
        "Name": unique_name("schedule"),
        "GroupName": group,
        "ScheduleExpression": "at(2099-01-01T00:00:00)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:sqs:::queue", "RoleArn": "arn:aws:iam:::role/role"},
    }
    function = cloud.create_function(CALLING, Role=role)
    event = {"service": "scheduler", "operation": "create_schedule", "arguments": schedule}
    assert str(cloud.invoke(function, event).payload) == expected


def test_loopback_counts_as_encrypted(cloud: Cloud, topic: str) -> None:
    answer = call_with(cloud, ("sns:Publish",), "sns", "publish", TopicArn=topic, Message="hello")
    assert answer == "allowed"


def test_a_policy_that_refuses_encrypted_calls_is_obeyed(cloud: Cloud) -> None:
    """The condition is evaluated, not ignored: its opposite refuses."""
    s3, bucket = cloud.client("s3"), unique_name("bucket")
    s3.create_bucket(Bucket=bucket)
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    s3.put_bucket_policy(Bucket=bucket, Policy=policy)
    answer = call_with(
        cloud, ("s3:PutObject",), "s3", "put_object", Bucket=bucket, Key="k", Body="b"
    )
    assert answer == "AccessDenied"


@pytest.mark.parametrize(
    ("identity", "resource", "expected"),
    [
        (None, None, "AccessDenied"),
        ("Allow", None, "allowed"),
        (None, "Allow", "allowed"),
        ("Deny", "Allow", "AccessDenied"),
        ("Allow", "Deny", "AccessDenied"),
    ],
)
def test_an_upload_needs_an_allow_of_either_policy_and_a_deny_of_none(
    cloud: Cloud, identity: str | None, resource: str | None, expected: str
) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"""
    s3, bucket, role = cloud.client("s3"), unique_name("bucket"), cloud.create_role()
    s3.create_bucket(Bucket=bucket)
    statement = {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    if identity:
        own = {"Version": "2012-10-17", "Statement": [statement | {"Effect": identity}]}
        cloud.client("iam").put_role_policy(
            RoleName=role.rpartition("/")[2], PolicyName="own", PolicyDocument=json.dumps(own)
        )
    if resource:
        grant = statement | {"Effect": resource, "Principal": {"AWS": role}}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [grant]})
        s3.put_bucket_policy(Bucket=bucket, Policy=policy)
    function = cloud.create_function(CALLING, Role=role)
    arguments = {"Bucket": bucket, "Key": "k", "Body": "b"}
    event = {"service": "s3", "operation": "put_object", "arguments": arguments}
    assert str(cloud.invoke(function, event).payload) == expected


KEYS = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]


@pytest.fixture
def table(cloud: Cloud) -> str:
    """A table with an index by `owner`."""
    name = unique_name("table")
    cloud.client("dynamodb").create_table(
        TableName=name,
        KeySchema=KEYS,
        AttributeDefinitions=[
            {"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk", "owner")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_owner",
                "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def key(partition: str) -> dict[str, Any]:
    return {"pk": {"S": partition}, "sk": {"S": "x"}}


CALLS: dict[str, Callable[[str], dict[str, Any]]] = {
    "get_item": lambda partition: {"Key": key(partition)},
    "put_item": lambda partition: {"Item": key(partition)},
    "update_item": lambda partition: {"Key": key(partition)},
    "query": lambda partition: {
        "KeyConditionExpression": "pk = :pk AND sk = :sk",
        "ExpressionAttributeValues": {":pk": {"S": partition}, ":sk": {"S": "QUOTA#a"}},
    },
    "query by index": lambda partition: {
        "IndexName": "by_owner",
        "KeyConditionExpression": "#o = :o",
        "ExpressionAttributeNames": {"#o": "owner"},
        "ExpressionAttributeValues": {":o": {"S": partition}},
    },
}


def make_narrow_function(cloud: Cloud, *actions: str) -> str:
    """Make a function that may do this with items whose partition begins with QUOTA#."""
    statement = {
        "Effect": "Allow",
        "Action": actions,
        "Resource": "*",
        "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["QUOTA#*"]}},
    }
    role = cloud.create_role()
    cloud.client("iam").put_role_policy(
        RoleName=role.rpartition("/")[2],
        PolicyName="narrow",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    return cloud.create_function(CALLING, Role=role)


@pytest.mark.parametrize("call", CALLS)
def test_permission_reaches_only_items_of_its_leading_keys(
    cloud: Cloud, table: str, call: str
) -> None:
    operation = call.split(maxsplit=1)[0]
    action = "".join(part.capitalize() for part in operation.split("_"))
    function = make_narrow_function(cloud, f"dynamodb:{action}")

    def ask(partition: str) -> str:
        arguments = {"TableName": table, **CALLS[call](partition)}
        event = {"service": "dynamodb", "operation": operation, "arguments": arguments}
        return str(cloud.invoke(function, event).payload)

    assert [ask("QUOTA#a"), ask("TENANT#a")] == ["allowed", "AccessDeniedException"]


@pytest.mark.parametrize("member", ["Put", "Delete"])
def test_permission_reaches_only_items_of_its_leading_keys_in_a_transaction(
    cloud: Cloud, table: str, member: str
) -> None:
    function = make_narrow_function(cloud, "dynamodb:PutItem", "dynamodb:DeleteItem")

    def ask(partition: str) -> str:
        named = {"Item" if member == "Put" else "Key": key(partition), "TableName": table}
        own = {"Put": {"Item": key("QUOTA#own"), "TableName": table}}
        arguments = {"TransactItems": [own, {member: named}]}
        event = {
            "service": "dynamodb", "operation": "transact_write_items", "arguments": arguments,
        }  # fmt: skip
        return str(cloud.invoke(function, event).payload)

    assert [ask("QUOTA#a"), ask("TENANT#a")] == ["allowed", "AccessDeniedException"]


@pytest.mark.parametrize(
    ("operator", "key", "value", "given", "expected"),
    [
        ("ArnEquals", "aws:SourceArn", "arn:aws:sns:::t", "arn:aws:sns:::t", "allowed"),
        ("ArnEquals", "aws:SourceArn", "arn:aws:sns:::t", "arn:aws:sns:::u", "implicitDeny"),
        ("ArnEquals", "aws:SourceArn", "arn:aws:sns:::t", None, "implicitDeny"),
        ("Bool", "aws:SecureTransport", "true", "true", "allowed"),
        ("Bool", "aws:SecureTransport", "true", "false", "implicitDeny"),
        ("ForAllValues:StringLike", "dynamodb:LeadingKeys", "T#a#*", "T#a#1", "allowed"),
        ("ForAllValues:StringLike", "dynamodb:LeadingKeys", "T#a#*", "T#b#1", "implicitDeny"),
    ],
)
def test_simulated_policy_knows_the_context_keys(
    cloud: Cloud, operator: str, key: str, value: str, given: str | None, expected: str
) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html"""
    statement = {
        "Effect": "Allow",
        "Action": "dynamodb:GetItem",
        "Resource": "*",
        "Condition": {operator: {key: value}},
    }
    entry = {"ContextKeyName": key, "ContextKeyValues": [given], "ContextKeyType": "string"}
    answer = cloud.client("iam").simulate_custom_policy(
        PolicyInputList=[json.dumps({"Version": "2012-10-17", "Statement": [statement]})],
        ActionNames=["dynamodb:GetItem"],
        ContextEntries=[entry] if given else [],
    )
    assert answer["EvaluationResults"][0]["EvalDecision"] == expected


def test_unknown_keys_are_refused(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html"""
    stranger = boto3.client(
        "sqs",
        endpoint_url=cloud.emulator.endpoint_url,
        region_name=REGION,
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="secret",
    )
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        stranger.list_queues()


def test_user_without_a_policy_is_refused(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"""
    iam, name = cloud.client("iam"), unique_name("user")
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    user = boto3.client(
        "sqs",
        endpoint_url=cloud.emulator.endpoint_url,
        region_name=REGION,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    with pytest.raises(ClientError, match="AccessDenied"):
        user.list_queues()
