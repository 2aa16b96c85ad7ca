"""What a change set would do, and doing it."""

import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from callnotes_local.account.access import Access
from callnotes_local.as_typed import same_command
from callnotes_local.cloud.cloud import find_stack
from callnotes_local.command_line.interruption import saying_what_stays
from callnotes_local.deploy.failure import find_stack_failure
from callnotes_local.errors import CliError

POLL_SECONDS = 2.0
DEPLOY_SECONDS = 3600.0
REVIEW = "REVIEW_IN_PROGRESS"
GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


@dataclass(frozen=True)
class Change:
    """One resource that would change."""

    action: str
    kind: str
    logical_id: str
    # "True" or "Conditional", when this is so.
    replaced: str | None

    @property
    def loses_data(self) -> bool:
        """Whether the resource that is there now goes away, or may."""
        return self.action == "Remove" or self.replaced in ("True", "Conditional")


def read_changes(access: Access, change_set: str) -> list[Change]:
    """All changes, in the order of their types and names."""
    pages = access.clients.cloudformation.get_paginator("describe_change_set")
    found: Any = pages.paginate(ChangeSetName=change_set, StackName=access.environment.stack)
    changes = [
        Change(c["Action"], c["ResourceType"], c["LogicalResourceId"], c.get("Replacement"))
        for c in found.search("Changes[].ResourceChange")
    ]
    return sorted(changes, key=lambda change: (change.kind, change.logical_id))


def discard(access: Access, change_set: str) -> None:
    """Forget a change set, and the empty stack that it made when the stack was new."""
    stack = access.environment.stack
    client = access.clients.cloudformation
    client.delete_change_set(ChangeSetName=change_set, StackName=stack)
    left = find_stack(client, stack)
    if left and left["StackStatus"] == REVIEW:
        client.delete_stack(StackName=stack)


def execute(access: Access, change_set: str) -> None:
    """Carry out a change set, and wait for its end."""
    stack = access.environment.stack
    with watching(access, stack):
        access.clients.cloudformation.execute_change_set(ChangeSetName=change_set, StackName=stack)
        status = wait_for_end(access, stack)
    if status not in GOOD:
        # A stack whose first deployment failed takes no other one.
        first = f"callnotes destroy {access.environment.name}, "
        then = f"{first if status == 'ROLLBACK_COMPLETE' else ''}{same_command()}"
        reason = find_stack_failure(stack, access.clients.cloudformation)
        why = reason or "CloudFormation names no resource."
        raise CliError(f"The deployment ended with {status}.", why, f"fix it, then: {then}")


@contextmanager
def watching(access: Access, stack: str) -> Iterator[None]:
    """Say that CloudFormation goes on when it is no longer watched."""
    region, endpoint = access.environment.region, access.endpoint_url
    command = ["aws", "cloudformation", "describe-stack-events", "--stack-name", stack]
    command += ["--region", region, *(("--endpoint-url", endpoint) if endpoint else ())]
    next_command = f"{shlex.join(command)}, and at the end {same_command()}"
    goes_on = f"CloudFormation goes on with {stack} by itself."
    try:
        with saying_what_stays(goes_on, next_command):
            yield
    except (BotoCoreError, ClientError) as error:
        what = "The stack can no longer be watched."
        raise CliError(what, f"{error} {goes_on}", next_command) from error


def wait_for_end(access: Access, stack: str) -> str:
    """Poll a stack, by name or id, until nothing is in progress; return its status."""
    deadline = time.monotonic() + DEPLOY_SECONDS
    status = "UNKNOWN_IN_PROGRESS"
    while status.endswith("_IN_PROGRESS") and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        found = find_stack(access.clients.cloudformation, stack)
        status = found["StackStatus"] if found else "DELETE_COMPLETE"
    return status
