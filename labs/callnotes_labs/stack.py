"""A lab's own stack: created, updated and deleted by CloudFormation."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from callnotes_labs.code_bucket import CodeBucket
from callnotes_labs.errors import LabError
from callnotes_labs.package import package
from callnotes_labs.template import Template
from callnotes_labs.texts import Text, same
from callnotes_local.account.access import AccountClients
from callnotes_local.cloud.buckets import empty_bucket
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.cloud import find_stack, list_outputs
from callnotes_local.deploy.failure import FAILED, FOLLOW_UP
from callnotes_local.deployed.stack import read_physical_ids

CAPABILITIES = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
# A stack of ours has it, so that no stack of somebody else is touched.
TAG = "callnotes:lab"
FUNCTION = "AWS::Lambda::Function"
# A stack in one of these states cannot be updated.
DEAD = (
    *("CREATE_FAILED", "DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"),
    "UPDATE_ROLLBACK_FAILED",
)


# A check may need two environments of a function at once.
WARM_COPIES = 2


@dataclass(frozen=True)
class Pace:
    """How long an operation of CloudFormation may take, and how often it is looked at, in s."""

    deploy: float
    poll: float


LOCAL_PACE, AWS_PACE = Pace(60.0, 0.05), Pace(600.0, 2.0)


@dataclass(frozen=True)
class LabStack:
    """The stack of one lab; it contains nothing of the product."""

    name: str
    clients: Clients
    bucket: CodeBucket
    pace: Pace = LOCAL_PACE

    @classmethod
    def of(cls, lab_id: str, clients: Clients) -> "LabStack":
        """The stack of a lab, on the local cloud or in the account of the clients."""
        name = cls.name_of(lab_id)
        if not isinstance(clients, AccountClients):
            return cls(name, clients, CodeBucket(clients.s3))
        account = clients.make_client("sts").get_caller_identity()["Account"]
        return cls(
            name, clients, CodeBucket(clients.s3, account, clients.s3.meta.region_name), AWS_PACE
        )

    @staticmethod
    def name_of(lab_id: str) -> str:
        """CloudFormation allows no underscores."""
        return f"lab-{lab_id.replace('_', '-')}"

    def check_owner(self) -> None:
        """Refuse a stack of this name that no lab has created."""
        stack = find_stack(self.clients.cloudformation, self.name)
        if stack and TAG not in {tag["Key"] for tag in stack.get("Tags", [])}:
            raise LabError(
                Text(f"{self.name} is not a lab's stack.", f"{self.name}: 실습 스택이 아닙니다."),
                Text(f"It has no tag {TAG}.", f"태그 {TAG}가 없습니다."),
                Text("choose another region or account", "다른 리전이나 계정을 고르세요"),
            )

    def warm(self) -> None:
        """Start execution environments of its functions, so that a check measures no cold start."""
        functions = [name for kind, name in self._list_resources() if kind == FUNCTION]
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._start_environment, functions * WARM_COPIES))

    def _start_environment(self, function: str) -> None:
        # What cannot be invoked is for the checks to say.
        with suppress(ClientError):
            self.clients.functions.invoke(FunctionName=function, Payload=b'{"warm": true}')

    @property
    def exists(self) -> bool:
        """Whether it is deployed, in whatever state."""
        return find_stack(self.clients.cloudformation, self.name) is not None

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The outputs of the deployed stack."""
        return list_outputs(find_stack(self.clients.cloudformation, self.name))

    @cached_property
    def physical_ids(self) -> dict[str, str]:
        """The physical ids of its resources by logical id."""
        return read_physical_ids(self.name, self.clients)

    def deploy(self, template: Template) -> None:
        """Create or update it; LabError has CloudFormation's reason and the line."""
        self.__dict__.pop("outputs", None)
        self.__dict__.pop("physical_ids", None)
        stack = find_stack(self.clients.cloudformation, self.name)
        if stack and stack["StackStatus"] in DEAD:
            self.delete()
            stack = None
        body = json.dumps(package(template, self.bucket, self.name))
        cloudformation = self.clients.cloudformation
        change = cloudformation.update_stack if stack else cloudformation.create_stack
        try:
            change(
                StackName=self.name,
                TemplateBody=body,
                Capabilities=CAPABILITIES,  # type: ignore[arg-type]
                Tags=[{"Key": TAG, "Value": self.name}],
            )
        except ClientError as error:
            message = error.response["Error"].get("Message", "")
            if "No updates are to be performed" in message:
                return
            raise template.refuse(_find_named(template, message), same(message)) from error
        if (status := self.wait()) not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            logical_id, reason = self._find_failure(status)
            raise template.refuse(("Resources", logical_id), same(reason))

    def delete(self) -> None:
        """Delete it with what is in its buckets, its packaged code, and its functions' logs."""
        resources = self._list_resources()
        for kind, physical_id in resources:
            if kind == "AWS::S3::Bucket":
                empty_bucket(self.clients.s3, physical_id)
        self.bucket.remove(f"{self.name}/")
        self.clients.cloudformation.delete_stack(StackName=self.name)
        self.wait()
        for kind, physical_id in resources:
            if kind == FUNCTION:
                self._delete_logs(f"/aws/lambda/{physical_id}")

    def _delete_logs(self, group: str) -> None:
        try:
            self.clients.logs.delete_log_group(logGroupName=group)
        except self.clients.logs.exceptions.ResourceNotFoundException:
            return

    def _list_resources(self) -> list[tuple[str, str]]:
        if not self.exists:
            return []
        listed = self.clients.cloudformation.describe_stack_resources(StackName=self.name)
        return [
            (found["ResourceType"], found["PhysicalResourceId"])
            for found in listed["StackResources"]
            if found.get("PhysicalResourceId")
        ]

    def wait(self) -> str:
        """The state in which the stack's operation ends."""
        ends = time.monotonic() + self.pace.deploy
        while stack := find_stack(self.clients.cloudformation, self.name):
            if not stack["StackStatus"].endswith("IN_PROGRESS"):
                return stack["StackStatus"]
            if time.monotonic() > ends:
                raise LabError(
                    Text(f"{self.name} is not deployed.", f"{self.name}: 배포되지 않았습니다."),
                    Text(
                        f"It is {stack['StackStatus']} after {self.pace.deploy:.0f} s.",
                        f"{self.pace.deploy:.0f}초가 지나도 {stack['StackStatus']} 상태입니다.",
                    ),
                    same("callnotes doctor"),
                )
            time.sleep(self.pace.poll)
        return "DELETE_COMPLETE"

    def _find_failure(self, status: str) -> tuple[str, str]:
        events: list[Any] = list(
            self.clients.cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        )
        for event in events:
            reason = event.get("ResourceStatusReason", "")
            own = event.get("PhysicalResourceId") == event["StackId"]
            if event["ResourceStatus"] in FAILED and not own and reason != FOLLOW_UP:
                return event["LogicalResourceId"], reason
        return "", status


def _find_named(template: Template, message: str) -> tuple[str, ...]:
    """The resource that CloudFormation's message names, by its id or its type."""
    for logical_id, resource in template.resources.items():
        if f"[{logical_id}]" in message or resource["Type"] in message:
            return ("Resources", logical_id)
    return ("Resources",)
