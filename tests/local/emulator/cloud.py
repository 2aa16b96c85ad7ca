"""A cloud of one's own for tests: tiny functions made from text."""

from __future__ import annotations

import io
import json
import textwrap
import uuid
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from botocore.config import Config

from callnotes_local.emulator import ACCOUNT, REGION, Emulator
from callnotes_local.system.process import wait_until

Payload = Any
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@dataclass(frozen=True)
class Reply:
    """The response of Invoke."""

    payload: Payload
    error: str | None


@dataclass(frozen=True)
class Cloud:
    """Clients of a running emulator, and short ways to make what a test needs."""

    emulator: Emulator

    def client(self, service: str, **config: Any) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.emulator.endpoint_url,
            region_name=REGION,
            aws_access_key_id=self.emulator.keys.access_key_id,
            aws_secret_access_key=self.emulator.keys.secret_access_key,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=30, **config),
        )

    def create_role(self, *actions: str, resource: str = "*") -> str:
        """Make a role that may do `actions` on a resource, and return its ARN."""
        name = unique_name("role")
        iam = self.client("iam")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
        if actions:
            statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
            document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            iam.put_role_policy(RoleName=name, PolicyName="permissions", PolicyDocument=document)
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"

    def create_function(self, source: str, **settings: Any) -> str:
        """Make a function from the text of its app.py, and return its name."""
        name = str(settings.pop("FunctionName", unique_name("function")))
        role = settings.pop("Role", None) or self.create_role()
        self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="app.handler",
            Role=role,
            Code={"ZipFile": archive({"app.py": source} | settings.pop("files", {}))},
            **({"Timeout": 5} | settings),
        )
        return name

    def publish_layer(self, files: dict[str, str]) -> str:
        layers = self.client("lambda")
        published = layers.publish_layer_version(
            LayerName=unique_name("layer"), Content={"ZipFile": archive(files)}
        )
        return str(published["LayerVersionArn"])

    def invoke(self, name: str, event: Payload = None, **settings: Any) -> Reply:
        reply = self.client("lambda").invoke(
            FunctionName=name, Payload=json.dumps(event), **settings
        )
        body = reply["Payload"].read()
        return Reply(json.loads(body) if body else None, reply.get("FunctionError"))

    def reserve_concurrency(self, function: str, number: int) -> None:
        self.client("lambda").put_function_concurrency(
            FunctionName=function, ReservedConcurrentExecutions=number
        )

    def count_throttles(self, function: str) -> float:
        now = datetime.now(UTC)
        points = self.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName="Throttles",
            Dimensions=[{"Name": "FunctionName", "Value": function}],
            StartTime=now - timedelta(minutes=5),
            EndTime=now + timedelta(minutes=5),
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
        return float(sum(point["Sum"] for point in points))

    def log_messages(self, group: str) -> list[str]:
        """Return what a log group holds, in the order of its streams and their time."""
        logs = self.client("logs")
        found = logs.filter_log_events(logGroupName=group)["events"]
        return [event["message"] for event in found]

    def wait_for_message(self, group: str, text: str, timeout: float = 10) -> bool:
        return wait_until(
            lambda: any(text in m for m in self.log_messages_if_any(group)), timeout, 0.05
        )

    def log_messages_if_any(self, group: str) -> list[str]:
        groups = self.client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        return self.log_messages(group) if groups else []


def unique_name(kind: str) -> str:
    return f"{kind}-{uuid.uuid4().hex[:12]}"


def archive(files: dict[str, str]) -> bytes:
    """Zip files given by path and text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for path, text in files.items():
            opened.writestr(path, textwrap.dedent(text))
    return buffer.getvalue()
