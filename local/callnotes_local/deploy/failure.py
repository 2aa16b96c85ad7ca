"""Why a deployment failed: the first resource that did, in CloudFormation's own words."""

from botocore.exceptions import BotoCoreError, ClientError

from callnotes_local.clients import Clients

FAILED = ("CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED")
FOLLOW_UP = "Resource creation cancelled"


def find_stack_failure(stack: str, clients: Clients) -> str | None:
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
