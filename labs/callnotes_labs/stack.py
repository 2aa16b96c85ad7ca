"""A lab's own stack on the local cloud: created, updated and deleted by CloudFormation."""

import json
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from callnotes_labs.errors import LabError
from callnotes_labs.package import BUCKET, package
from callnotes_labs.template import Template
from callnotes_labs.texts import Text, same
from callnotes_local.cloud.buckets import empty_bucket
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.cloud import find_stack, list_outputs
from callnotes_local.deploy.failure import FAILED, FOLLOW_UP
from callnotes_local.deployed.stack import read_physical_ids

CAPABILITIES = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
DEPLOY_SECONDS, POLL_SECONDS = 60.0, 0.05
# A stack in one of these states cannot be updated.
DEAD = (
    *("CREATE_FAILED", "DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"),
    "UPDATE_ROLLBACK_FAILED",
)


@dataclass(frozen=True)
class LabStack:
    """The stack of one lab; it contains nothing of the product."""

    name: str
    clients: Clients

    @classmethod
    def of(cls, lab_id: str, clients: Clients) -> "LabStack":
        """The stack of a lab: CloudFormation allows no underscores."""
        return cls(f"lab-{lab_id.replace('_', '-')}", clients)

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
        body = json.dumps(package(template, self.clients.s3, self.name))
        cloudformation = self.clients.cloudformation
        change = cloudformation.update_stack if stack else cloudformation.create_stack
        try:
            change(StackName=self.name, TemplateBody=body, Capabilities=CAPABILITIES)  # type: ignore[arg-type]
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
        self._delete_code()
        self.clients.cloudformation.delete_stack(StackName=self.name)
        self.wait()
        for kind, physical_id in resources:
            if kind == "AWS::Lambda::Function":
                self._delete_logs(f"/aws/lambda/{physical_id}")

    def _delete_code(self) -> None:
        try:
            empty_bucket(self.clients.s3, BUCKET, f"{self.name}/")
        except self.clients.s3.exceptions.NoSuchBucket:
            return

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
        ends = time.monotonic() + DEPLOY_SECONDS
        while stack := find_stack(self.clients.cloudformation, self.name):
            if not stack["StackStatus"].endswith("IN_PROGRESS"):
                return stack["StackStatus"]
            if time.monotonic() > ends:
                raise LabError(
                    Text(f"{self.name} is not deployed.", f"{self.name}: 배포되지 않았습니다."),
                    Text(
                        f"It is {stack['StackStatus']} after {DEPLOY_SECONDS:.0f} s.",
                        f"{DEPLOY_SECONDS:.0f}초가 지나도 {stack['StackStatus']} 상태입니다.",
                    ),
                    same("callnotes doctor"),
                )
            time.sleep(POLL_SECONDS)
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
