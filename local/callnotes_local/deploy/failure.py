"""Why a deployment failed: the first resource that did, in CloudFormation's own words."""

from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

FAILED = ("CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED")
FOLLOW_UP = "Resource creation cancelled"


class Stacks(Protocol):
    """Whatever clients reach the stack."""

    @property
    def cloudformation(self) -> "CloudFormationClient":
        """AWS CloudFormation."""


def find_stack_failure(stack: str, clients: Stacks) -> str | None:
    """The first failure of the stack's last operation; None when no resource failed."""
    try:
        events = clients.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    except (BotoCoreError, ClientError):
        return None
    failures = [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in events  # newest first
        if event.get("ResourceStatus") in FAILED and event.get("ResourceStatusReason") != FOLLOW_UP
    ]
    return failures[-1] if failures else None
