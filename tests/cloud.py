"""What the template declares, in moto, and its functions as they are deployed.

Each test package makes one cloud and its tests share it; unique names keep them apart.
"""

import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from moto import mock_aws
from moto.core.models import botocore_stubber
from moto.events.utils import EventTemplateParser

from callnotes.adapters import clients
from callnotes.adapters.clients import make_client
from faults.hooks import Hooks
from faults.invocations import Invocation
from faults.rule import INVOKE
from tests.faults.rules import Faults
from tests.template import (
    ROOT,
    Function,
    functions,
    logical_ids_of_type,
    read_template,
    resource,
    resources_of_type,
)

REGION = "us-east-1"
ACCOUNT = "123456789012"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": REGION,
}
BUCKET = "callnotes-audit"

type Json = dict[str, Any]
type Handler = Callable[[Json, LambdaContext], Any]


class Context(LambdaContext):
    """Lambda's context; with a clock, the remaining time follows it."""

    _function_name = "function"
    _memory_limit_in_mb = 512
    _invoked_function_arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:function:live"
    _aws_request_id = "invocation-1"

    def __init__(self, milliseconds_left: Callable[[], int] = lambda: 30_000) -> None:
        self.milliseconds_left = milliseconds_left

    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override] # static only there
        return self.milliseconds_left()


@dataclass
class Cloud:
    """The resources by logical id, and the functions by verb_noun."""

    faults: Faults
    resources: dict[str, str] = field(default_factory=dict)
    _handlers: dict[str, Handler] = field(default_factory=dict)

    def invoke(self, function: str, event: Json, context: Context | None = None) -> Any:
        """Call a function as Lambda does: the event is made of JSON, and so is the answer."""
        if function not in self._handlers:
            self._handlers[function] = self.load(functions()[function])
        handler, event = self._handlers[function], json.loads(json.dumps(event))
        self.faults.function = function
        rule = self.faults.draw(*INVOKE)
        invocation = Invocation(handler, event, context or Context(), self.faults.sleep)
        return json.loads(json.dumps(invocation.fail(rule) if rule else invocation.run()))

    def restart(self) -> None:
        """Let every function start anew, with fresh clients."""
        self._handlers.clear()

    def load(self, function: Function) -> Handler:
        """Import a function's module in the environment the template gives it."""
        make_client.cache_clear()
        path = ROOT / "functions" / function.name / "app.py"
        spec = importlib.util.spec_from_file_location(f"functions.{function.name}.app", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in function.environment.items():
                patch.setenv(name, self._resolve(value))
            spec.loader.exec_module(module)
        handler: Handler = module.handler
        return handler

    def receive_all(self, queue_url: str) -> list[str]:
        """Take the bodies of all messages out of a queue."""
        bodies: list[str] = []
        client = make_client("sqs")
        while messages := client.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in messages:
                client.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
                bodies.append(message["Body"])
        return bodies

    def _resolve(self, value: str | Json) -> str:
        if isinstance(value, str):
            return value
        if "Fn::Sub" in value:
            return re.sub(r"\$\{([\w:]+)\}", self._resolve_name, value["Fn::Sub"])
        if "Fn::GetAtt" in value:
            return self.resources[value["Fn::GetAtt"][0]]
        name = value["Ref"]
        parameter = read_template()["Parameters"].get(name)
        return str(parameter["Default"]) if parameter else self.resources[name]

    def _resolve_name(self, found: re.Match[str]) -> str:
        return self.resources.get(found[1], found[1])


@contextmanager
def make_cloud() -> Iterator[Cloud]:
    """Make the template's resources in moto; every client of the app passes the faults first."""
    faults = Faults()
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        patch.setattr(boto3, "DEFAULT_SESSION", _make_session(faults))
        # No rule here transforms its input, and moto would need another library to see that.
        patch.setattr(EventTemplateParser, "parse", staticmethod(lambda event, **_: event))
        clients.make_client.cache_clear()
        cloud = Cloud(faults)
        _create_resources(cloud.resources)
        yield cloud
        clients.make_client.cache_clear()


def _make_session(faults: Faults) -> boto3.Session:
    """Let the faults call moto: botocore calls every hook, even after one has responded."""
    session = boto3.Session()
    session._session.get_component("event_emitter").unregister("before-send", botocore_stubber)
    Hooks(faults.fail_call).register(session._session)
    return session


def _create_resources(resources: dict[str, str]) -> None:
    resources["Table"] = create_table("Table")
    for topic in logical_ids_of_type("AWS::SNS::Topic"):
        resources[topic] = make_client("sns").create_topic(Name=topic)["TopicArn"]
    for key in logical_ids_of_type("AWS::KMS::Key"):
        resources[key] = make_client("kms").create_key()["KeyMetadata"]["KeyId"]
    for bus in logical_ids_of_type("AWS::Events::EventBus"):
        make_client("events").create_event_bus(Name=bus)
        resources[bus] = bus
    for queue in logical_ids_of_type("AWS::SQS::Queue"):
        resources[queue] = make_client("sqs").create_queue(QueueName=queue)["QueueUrl"]
    for machine in logical_ids_of_type("AWS::Serverless::StateMachine"):
        resources[machine] = create_state_machine(machine)
    for group in logical_ids_of_type("AWS::Scheduler::ScheduleGroup"):
        make_client("scheduler").create_schedule_group(Name=group)
        resources[group] = group
    resources["RemindSupervisorsFunction.Alias"] = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:r"
    resources["ReminderRole"] = f"arn:aws:iam::{ACCOUNT}:role/ReminderRole"
    make_client("s3").create_bucket(Bucket=BUCKET)
    for name, value in (("url", "none"), ("timeout", "3")):
        path = f"/callnotes/callnotes/partner/{name}"
        make_client("ssm").put_parameter(Name=path, Value=value, Type="String")
    resources["PartnerSecret"] = create_secret("PartnerSecret")
    resources["DecisionTime"] = "/escalations/decision_seconds"
    make_client("ssm").put_parameter(Name=resources["DecisionTime"], Value="86400", Type="String")
    resources["AuditBucket"] = BUCKET
    resources["UserPool"] = create_user_pool()
    resources["AWS::StackName"] = "callnotes"
    # What SAM puts for the reference to a resource, so that events serve `sam local` as well.
    resources["UserPoolClient"] = "UserPoolClient"


def create_state_machine(name: str) -> str:
    """Create a state machine that waits and does nothing else, and return its ARN."""
    wait = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}}
    role = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    made = make_client("stepfunctions").create_state_machine(
        name=name, definition=json.dumps(wait), roleArn=role
    )
    arn: str = made["stateMachineArn"]
    return arn


def create_secret(name: str) -> str:
    """Create a secret with a value, and return its ARN."""
    client = make_client("secretsmanager")
    arn: str = client.create_secret(Name=name, SecretString="first")["ARN"]
    return arn


def create_user_pool() -> str:
    """Create a pool with the template's groups, and return its id."""
    client = make_client("cognito-idp")
    pool: str = client.create_user_pool(PoolName="UserPool")["UserPool"]["Id"]
    for group in resources_of_type("AWS::Cognito::UserPoolGroup"):
        client.create_group(UserPoolId=pool, GroupName=group["GroupName"])
    return pool


def create_table(name: str) -> str:
    """Create a table with the properties of the template's, and return its name."""
    properties = resource("Table")
    stream = properties["StreamSpecification"] | {"StreamEnabled": True}
    copied = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    make_client("dynamodb").create_table(
        TableName=name,
        StreamSpecification=stream,
        **{key: properties[key] for key in copied},
    )
    make_client("dynamodb").update_time_to_live(
        TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
    )
    return name
