"""What the local cloud does differently from AWS: a test for each gap of gaps.toml.

When a test fails, the emulator has closed its gap: delete the test and the entry.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore import UNSIGNED
from botocore.exceptions import ClientError

from callnotes_local import emulator
from callnotes_local.emulator import ACCOUNT, REGION
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import Cloud, unique_name
from tests.local.emulator.configuration import ON, Configuration
from tests.local.emulator.gateway import deploy
from tests.local.emulator.test_step_functions import (
    ask_activity,
    create_machine,
    execute,
    start,
    wait_for_status,
)

if TYPE_CHECKING:
    from pathlib import Path

ANSWERING = "def handler(event, context):\n    return {'statusCode': 200, 'body': '{}'}\n"
ECHOING = """
    import json

    def handler(event, context):
        body = json.dumps([event["body"], event["isBase64Encoded"]])
        return {"statusCode": 200, "body": body}
"""
PASSING = {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}}
LONG_AGO = "1"
A_MOMENT = 1.0


class Queue:
    """A queue that SNS may send to."""

    def __init__(self, cloud: Cloud) -> None:
        self._sqs = cloud.client("sqs")
        self.url = self._sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"]
        self.arn = self._read("QueueArn")
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy})

    def send(self, body: str) -> None:
        self._sqs.send_message(QueueUrl=self.url, MessageBody=body)

    def delete(self) -> None:
        self._sqs.delete_queue(QueueUrl=self.url)

    def stays_empty(self) -> bool:
        name = "ApproximateNumberOfMessages"
        return not wait_until(lambda: self._read(name) != "0", A_MOMENT, 0.1)

    def _read(self, name: str) -> str:
        answer = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=[name])
        return str(answer["Attributes"][name])


def create_table(cloud: Cloud) -> Any:
    tables, name = cloud.client("dynamodb"), unique_name("table")
    return tables.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]


def test_destination_for_success_is_not_sent_to(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"""
    queue, function = Queue(cloud), cloud.create_function(ANSWERING)
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=function, DestinationConfig={"OnSuccess": {"Destination": queue.arn}}
    )
    cloud.invoke(function, InvocationType="Event")
    assert cloud.wait_for_message(f"/aws/lambda/{function}", "REPORT")
    assert queue.stays_empty()


def _count_reports(cloud: Cloud, group: str) -> int:
    return sum(message.startswith("REPORT") for message in cloud.log_messages(group))


def test_event_straight_from_a_topic_is_tried_once(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"""
    function = cloud.create_function("def handler(event, context):\n    raise ValueError\n")
    sns = cloud.client("sns")
    topic = sns.create_topic(Name=unique_name("topic"))["TopicArn"]
    endpoint = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=endpoint)
    sns.publish(TopicArn=topic, Message="once")
    group = f"/aws/lambda/{function}"
    assert cloud.wait_for_message(group, "REPORT")
    assert not wait_until(lambda: _count_reports(cloud, group) > 1, 2 * A_MOMENT, 0.1)


def test_waiting_event_is_lost_when_the_local_cloud_stops(
    runtime_dir: Path, tmp_path: Path
) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html (a queue of its own)"""
    options = emulator.StartOptions(stop_with_parent=True)
    first = Cloud(emulator.start(tmp_path, runtime_dir, options))
    function = first.create_function("def handler(event, context):\n    print(event)\n")
    first.reserve_concurrency(function, 0)
    first.invoke(function, "waits", InvocationType="Event")
    assert wait_until(lambda: first.count_throttles(function) > 0, 10 * A_MOMENT, 0.1)
    assert first.emulator.stop()

    second = Cloud(emulator.start(tmp_path, runtime_dir, options))
    second.reserve_concurrency(function, 1)
    found = second.wait_for_message(f"/aws/lambda/{function}", "waits", 2 * A_MOMENT)
    second.emulator.stop()
    assert not found


def test_memory_has_no_limit(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""
    source = "def handler(event, context):\n    return len(bytearray(200_000_000))\n"
    function = cloud.create_function(source, MemorySize=128)
    assert cloud.invoke(function).payload == 200_000_000


def test_service_graph_is_not_available(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/xray/latest/api/API_GetServiceGraph.html"""
    now = time.time()
    with pytest.raises(ClientError, match="400"):
        cloud.client("xray").get_service_graph(StartTime=now - 60, EndTime=now)
    with pytest.raises(ClientError, match="400"):
        cloud.client("xray").put_trace_segments(TraceSegmentDocuments=["{}"])


def test_parameter_takes_any_value(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html"""
    ssm, name = cloud.client("ssm"), f"/{unique_name('parameter')}"
    ssm.put_parameter(Name=name, Value="1", Type="String", AllowedPattern="^[0-9]$")
    ssm.put_parameter(Name=name, Value="many", Type="String", Overwrite=True)
    assert ssm.get_parameter(Name=name)["Parameter"]["Value"] == "many"


def test_executions_write_no_log(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html"""
    logs, group = cloud.client("logs"), unique_name("log-group")
    logs.create_log_group(logGroupName=group)
    found = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]
    destination = {"cloudWatchLogsLogGroup": {"logGroupArn": found["arn"]}}
    logging = {"level": "ALL", "destinations": [destination]}
    machine = create_machine(cloud, PASSING, loggingConfiguration=logging)
    assert execute(cloud, machine, {}) == ("SUCCEEDED", "")
    assert logs.describe_log_streams(logGroupName=group)["logStreams"] == []


def test_execution_needs_no_permission(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html"""
    name = f"/{unique_name('parameter')}"
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:ssm:putParameter",
        "Parameters": {"Name": name, "Value": "written", "Type": "String"},
        "End": True,
    }
    machine = create_machine(cloud, {"StartAt": "Put", "States": {"Put": state}})
    assert execute(cloud, machine, {}) == ("SUCCEEDED", "")
    assert cloud.client("ssm").get_parameter(Name=name)["Parameter"]["Value"] == "written"


def test_activity_has_no_time_out(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html"""
    activity, machine = ask_activity(cloud, TimeoutSeconds=1)
    execution = start(cloud, machine, {})
    cloud.client("stepfunctions").get_activity_task(activityArn=activity)
    assert not wait_for_status(cloud, execution, "FAILED", 3 * A_MOMENT)


def test_nested_execution_goes_on_after_its_task_has_timed_out(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync"""
    client = cloud.client("stepfunctions")
    _, inner = ask_activity(cloud)
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": inner},
        "TimeoutSeconds": 1,
        "End": True,
    }
    outer = create_machine(cloud, {"StartAt": "Ask", "States": {"Ask": task}})
    assert execute(cloud, outer, {}) == ("FAILED", "States.Timeout")
    (nested,) = client.list_executions(stateMachineArn=inner)["executions"]
    assert not wait_for_status(cloud, nested["executionArn"], "ABORTED", A_MOMENT)


def test_nested_execution_takes_a_name_that_is_taken(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html"""
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": create_machine(cloud, PASSING), "Name": "once"},
        "End": True,
    }
    outer = create_machine(cloud, {"StartAt": "Ask", "States": {"Ask": task}})
    assert execute(cloud, outer, {}) == ("SUCCEEDED", "")
    assert execute(cloud, outer, {}) == ("SUCCEEDED", "")


def test_schedule_has_no_time_zone_and_names_no_time(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html"""
    taking, name = Queue(cloud), unique_name("schedule")
    properties = {
        "Name": name,
        "ScheduleExpression": "at(2026-01-01T00:00:00)",
        "ScheduleExpressionTimezone": "Asia/Seoul",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {
            "Arn": taking.arn,
            "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/nobody",
            "Input": "<aws.scheduler.scheduled-time>",
        },
    }
    resource = {"Type": "AWS::Scheduler::Schedule", "Properties": properties}
    cloud.client("cloudformation").create_stack(
        StackName=name, TemplateBody=json.dumps({"Resources": {"Schedule": resource}})
    )
    cloud.client("cloudformation").get_waiter("stack_create_complete").wait(StackName=name)
    stored = cloud.client("scheduler").get_schedule(Name=name)
    assert stored["ScheduleExpressionTimezone"] == "UTC"
    received = cloud.client("sqs").receive_message(QueueUrl=taking.url, WaitTimeSeconds=15)
    assert received["Messages"][0]["Body"] == "<aws.scheduler.scheduled-time>"


def test_gateway_counts_no_requests(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html"""
    api_id = cloud.client("apigateway").create_rest_api(name="metrics")["id"]
    assert deploy(cloud, api_id, ANSWERING).get().status == 200
    client = cloud.client("cloudwatch")
    metrics = client.list_metrics(Namespace="AWS/ApiGateway", MetricName="Count")
    assert not metrics["Metrics"]


def test_query_ignores_statistics_and_conditions_on_fields(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html"""
    logs, group, now = cloud.client("logs"), f"/{unique_name('group')}", int(time.time())
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    lines = [{"timestamp": now * 1000, "message": f'{{"n": {number}}}'} for number in (1, 2)]
    logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=lines)
    query = "filter n = 1 | stats count(*) as lines by n"
    started = logs.start_query(
        logGroupName=group, queryString=query, startTime=now - 60, endTime=now + 60
    )
    assert len(logs.get_query_results(queryId=started["queryId"])["results"]) == 2


def test_invocation_that_nobody_waits_for_has_no_duration(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"""
    function, client = cloud.create_function(ANSWERING), cloud.client("cloudwatch")
    own: Any = [{"Name": "FunctionName", "Value": function}]
    cloud.client("lambda").invoke(FunctionName=function, InvocationType="Event")
    assert cloud.wait_for_message(f"/aws/lambda/{function}", "REPORT RequestId")
    assert not client.list_metrics(MetricName="Duration", Dimensions=own)["Metrics"]
    cloud.invoke(function)
    assert client.list_metrics(MetricName="Duration", Dimensions=own)["Metrics"]


def test_event_that_a_rules_target_does_not_take_is_lost(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"""
    name, dead, events = unique_name("rule"), Queue(cloud), cloud.client("events")
    target = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{unique_name('nowhere')}"
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    events.put_targets(
        Rule=name, Targets=[{"Id": "1", "Arn": target, "DeadLetterConfig": {"Arn": dead.arn}}]
    )
    events.put_events(Entries=[{"Source": name, "DetailType": "lost", "Detail": "{}"}])
    assert dead.stays_empty()


def receive_from_bus(cloud: Cloud, **entry: Any) -> Any:
    """Return an event as a queue gets it by a rule that its policy does not name."""
    name, queue, events = unique_name("rule"), Queue(cloud), cloud.client("events")
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": queue.arn}])
    events.put_events(Entries=[{"Source": name, "DetailType": "sent", "Detail": "{}", **entry}])
    messages = cloud.client("sqs").receive_message(QueueUrl=queue.url, WaitTimeSeconds=2)
    return json.loads(messages["Messages"][0]["Body"])


def test_rule_sends_to_a_queue_that_does_not_permit_it(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"""
    assert receive_from_bus(cloud)["detail-type"] == "sent"


def test_event_on_a_bus_has_the_time_of_its_arrival(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html"""
    assert not receive_from_bus(cloud, Time=0)["time"].startswith("1970")


def test_schedule_needs_no_permission_and_has_no_dead_letter_queue(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html"""
    taking, dead, scheduler = Queue(cloud), Queue(cloud), cloud.client("scheduler")
    nowhere = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{unique_name('nowhere')}"
    for arn in (nowhere, taking.arn):
        target = {
            "Arn": arn,
            "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/nobody",
            "DeadLetterConfig": {"Arn": dead.arn},
        }
        scheduler.create_schedule(
            Name=unique_name("schedule"),
            ScheduleExpression="at(2026-01-01T00:00:00)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target=target,
        )
    received = cloud.client("sqs").receive_message
    assert received(QueueUrl=taking.url, WaitTimeSeconds=15)["Messages"]
    assert dead.stays_empty()


def test_queue_moves_no_messages_itself(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html"""
    with pytest.raises(ClientError, match="InvalidAction"):
        cloud.client("sqs").start_message_move_task(SourceArn=Queue(cloud).arn)


def test_age_of_a_stream_is_not_measured(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"""
    function, table = cloud.create_function(ANSWERING), create_table(cloud)
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=function,
        EventSourceArn=table["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
    )
    cloud.client("dynamodb").put_item(TableName=table["TableName"], Item={"pk": {"S": "1"}})
    assert cloud.wait_for_message(f"/aws/lambda/{function}", "REPORT")
    assert not cloud.client("cloudwatch").list_metrics(MetricName="IteratorAge")["Metrics"]


def test_names_of_users_are_case_sensitive(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html"""
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(
        PoolName=unique_name("pool"), UsernameConfiguration={"CaseSensitive": False}
    )["UserPool"]["Id"]
    cognito.admin_create_user(UserPoolId=pool, Username="mina")
    with pytest.raises(ClientError, match="UserNotFoundException"):
        cognito.admin_get_user(UserPoolId=pool, Username="Mina")


def test_old_log_events_are_kept(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html"""
    logs, group = cloud.client("logs"), f"/{unique_name('group')}"
    logs.create_log_group(logGroupName=group)
    logs.put_retention_policy(logGroupName=group, retentionInDays=1)
    logs.create_log_stream(logGroupName=group, logStreamName="stream")
    three_days_ago = int((time.time() - 3 * 24 * 3600) * 1000)
    event = {"timestamp": three_days_ago, "message": "old"}
    logs.put_log_events(logGroupName=group, logStreamName="stream", logEvents=[event])
    assert cloud.log_messages(group) == ["old"]


def test_expired_item_is_deleted_within_a_minute_and_the_stream_has_no_record_of_it(
    cloud: Cloud,
) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html"""
    tables, table = cloud.client("dynamodb"), create_table(cloud)
    name, function = table["TableName"], map_stream(cloud, table)
    tables.update_time_to_live(
        TableName=name,
        TimeToLiveSpecification={"AttributeName": "expires_at", "Enabled": True},
    )
    tables.put_item(TableName=name, Item={"pk": {"S": "old"}, "expires_at": {"N": LONG_AGO}})
    group = f"/aws/lambda/{function}"
    assert wait_until(lambda: tables.scan(TableName=name)["Count"] == 0, 80 * A_MOMENT, 0.5)
    assert not wait_until(lambda: _count_reports(cloud, group) > 1, 2 * A_MOMENT, 0.1)
    assert _count_reports(cloud, group) == 1


def test_objects_do_not_expire(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (x-amz-expiration)"""
    s3, bucket = cloud.client("s3"), unique_name("bucket")
    s3.create_bucket(Bucket=bucket)
    rule = {"ID": "age", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    s3.put_object(Bucket=bucket, Key="object", Body=b"")
    assert "Expiration" not in s3.head_object(Bucket=bucket, Key="object")


def test_code_of_a_sign_up_is_always_the_same(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html"""
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="codes", AutoVerifiedAttributes=["email"])
    client = cognito.create_user_pool_client(
        UserPoolId=pool["UserPool"]["Id"], ClientName="client"
    )["UserPoolClient"]["ClientId"]
    user = {"ClientId": client, "Username": "mina"}
    email = {"Name": "email", "Value": "mina@example.com"}
    cognito.sign_up(**user, Password="Correct-horse-7", UserAttributes=[email])
    cognito.confirm_sign_up(**user, ConfirmationCode="123456")
    found = cognito.admin_get_user(UserPoolId=pool["UserPool"]["Id"], Username="mina")
    assert found["UserStatus"] == "CONFIRMED"


def test_wrong_passwords_do_not_lock_a_user_out(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html"""
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="lockout")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="client", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    user = {"UserPoolId": pool, "Username": "mina"}
    cognito.admin_create_user(**user)
    cognito.admin_set_user_password(**user, Password="Correct-horse-7", Permanent=True)

    def sign_in(password: str) -> Any:
        parameters = {"USERNAME": "mina", "PASSWORD": password}
        return cognito.initiate_auth(
            ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )

    for _ in range(20):
        with pytest.raises(ClientError, match="Incorrect username or password"):
            sign_in("Wrong-horse-7")
    assert "AuthenticationResult" in sign_in("Correct-horse-7")


def test_public_object_is_not_served_without_a_signature(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"""
    s3, bucket = cloud.client("s3"), unique_name("bucket")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="page", Body=b"public")
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy)
    anonymous = cloud.client("s3", signature_version=UNSIGNED)
    with pytest.raises(ClientError, match="AccessDenied"):
        anonymous.get_object(Bucket=bucket, Key="page")


def test_queue_is_consumed_without_permission(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"""
    queue, function = Queue(cloud), cloud.create_function(ANSWERING)
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=function, EventSourceArn=queue.arn
    )
    queue.send("take me")
    assert cloud.wait_for_message(f"/aws/lambda/{function}", "REPORT")


def map_stream(cloud: Cloud, table: Any) -> str:
    """Return the name of a function that is invoked with the table's stream."""
    function = cloud.create_function(ANSWERING)
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=function,
        EventSourceArn=table["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
    )
    return function


def test_stream_is_read_without_permission(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html"""
    table = create_table(cloud)
    function = map_stream(cloud, table)
    cloud.client("dynamodb").put_item(TableName=table["TableName"], Item={"pk": {"S": "1"}})
    assert cloud.wait_for_message(f"/aws/lambda/{function}", "REPORT")


def test_gateway_calls_a_function_that_gives_no_permission(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html"""
    api_id = cloud.client("apigateway").create_rest_api(name="permission")["id"]
    assert deploy(cloud, api_id, ANSWERING).get().status == 200


def test_authorizer_takes_an_access_token(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html"""
    cognito, gateway = cloud.client("cognito-idp"), cloud.client("apigateway")
    pool = cognito.create_user_pool(PoolName="tokens")["UserPool"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="client", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    user = {"UserPoolId": pool["Id"], "Username": "mina"}
    cognito.admin_create_user(**user)
    cognito.admin_set_user_password(**user, Password="Correct-horse-7", Permanent=True)
    parameters = {"USERNAME": "mina", "PASSWORD": "Correct-horse-7"}
    tokens = cognito.initiate_auth(
        ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )["AuthenticationResult"]
    api_id = gateway.create_rest_api(name="tokens")["id"]
    authorizer = gateway.create_authorizer(
        restApiId=api_id,
        name="pool",
        type="COGNITO_USER_POOLS",
        providerARNs=[pool["Arn"]],
        identitySource="method.request.header.Authorization",
    )["id"]
    route = deploy(cloud, api_id, ANSWERING, authorizer=authorizer)
    assert route.get().status == 401
    assert route.get(headers={"Authorization": f"Bearer {tokens['IdToken']}"}).status == 200
    assert route.get(headers={"Authorization": f"Bearer {tokens['AccessToken']}"}).status == 200


def test_bytes_that_are_not_utf8_reach_a_function_as_replacement_characters(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html"""
    api_id = cloud.client("apigateway").create_rest_api(name="bytes")["id"]
    assert deploy(cloud, api_id, ECHOING).get(body=b"a\xffb").body == ["a\ufffdb", False]


def test_doubled_and_trailing_slashes_reach_the_same_function(cloud: Cloud) -> None:
    """https://github.com/aws-powertools/powertools-lambda-python/issues/1552 (trailing),
    https://github.com/localstack/localstack/pull/11304 (after the stage)"""
    api_id = cloud.client("apigateway").create_rest_api(name="slashes")["id"]
    route = deploy(cloud, api_id, ANSWERING)
    stage, _, name = route.url.rpartition("/")
    urls = [f"{stage}/{name}/", f"{stage}//{name}", f"{stage}///{name}//"]
    assert [replace(route, url=url).get().status for url in urls] == [200, 200, 200]


def test_www_authenticate_of_a_function_keeps_its_name(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"""
    api_id = cloud.client("apigateway").create_rest_api(name="headers")["id"]
    source = """
        def handler(event, context):
            headers = {"WWW-Authenticate": "Bearer"}
            return {"statusCode": 401, "headers": headers, "body": "{}"}
    """
    assert deploy(cloud, api_id, source).get().headers["WWW-Authenticate"] == "Bearer"


def test_made_up_property_is_taken(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html"""
    stacks, name = cloud.client("cloudformation"), unique_name("stack")
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"Colour": "blue"}}
    stacks.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": {"Queue": queue}}))
    waiter = stacks.get_waiter("stack_create_complete")
    waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    (resource,) = stacks.describe_stack_resources(StackName=name)["StackResources"]
    assert resource["ResourceStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize(("limit", "is_read"), [(2, True), ({"Ref": "Limit"}, False)])
def test_concurrency_from_a_parameter_stops_the_reading_of_queues(
    cloud: Cloud, limit: object, *, is_read: bool
) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html"""
    queue, function = Queue(cloud), cloud.create_function(ANSWERING)
    mapping = {
        "FunctionName": function,
        "EventSourceArn": queue.arn,
        "ScalingConfig": {"MaximumConcurrency": limit},
    }
    template = {
        "Parameters": {"Limit": {"Type": "Number", "Default": 2}},
        "Resources": {
            "Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping}
        },
    }
    stacks, name = cloud.client("cloudformation"), unique_name("stack")
    stacks.create_stack(StackName=name, TemplateBody=json.dumps(template))
    stacks.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    try:
        queue.send("read me")
        found = cloud.wait_for_message(f"/aws/lambda/{function}", "REPORT", 3 * A_MOMENT)
    finally:
        stacks.delete_stack(StackName=name)
    assert found is is_read


def test_document_is_deployed_although_its_validators_refuse_it(cloud: Cloud) -> None:
    assert Configuration.of(cloud).deploy(ON, "v1") == "COMPLETE"


def test_secret_is_rotated_without_its_function(cloud: Cloud) -> None:
    secrets, nobody = (
        cloud.client("secretsmanager"),
        f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:x",
    )
    secret = {
        "SecretId": secrets.create_secret(Name=unique_name("secret"), SecretString="a")["ARN"]
    }
    version = secrets.rotate_secret(**secret, RotationLambdaARN=nobody)["VersionId"]
    found = secrets.get_secret_value(**secret)
    assert (found["VersionId"], found["SecretString"]) == (version, "a")


def test_read_consumes_too_few_units(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html"""
    tables, name = cloud.client("dynamodb"), create_table(cloud)["TableName"]
    item = {"pk": {"S": "1"}, "text": {"S": "x" * 7000}}
    tables.put_item(TableName=name, Item=item)
    read = tables.get_item(
        TableName=name,
        Key={"pk": {"S": "1"}},
        ConsistentRead=True,
        ReturnConsumedCapacity="TOTAL",
    )
    assert read["Item"] == item
    assert read["ConsumedCapacity"]["CapacityUnits"] == 1


def test_changed_method_is_served_without_a_deployment(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html"""
    gateway = cloud.client("apigateway")
    api_id = gateway.create_rest_api(name="snapshot")["id"]
    route = deploy(cloud, api_id, ANSWERING)
    assert route.get().status == 200
    (resource,) = [
        item["id"]
        for item in gateway.get_resources(restApiId=api_id)["items"]
        if item["path"] == f"/{route.function}"
    ]
    gateway.delete_method(restApiId=api_id, resourceId=resource, httpMethod="GET")
    assert route.get().status != 200
