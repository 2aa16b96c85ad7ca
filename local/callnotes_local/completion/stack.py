"""Completing a deployed stack: what was dropped of it is set, and read back."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from callnotes_local.completion.properties import COMPLETIONS, REST_API, STAGE, Completion
from callnotes_local.deployed.comparison import compare_resource
from callnotes_local.deployed.stack import DeployedStack, PropertyPath, Resource
from callnotes_local.errors import CliError


class Dropped(NamedTuple):
    """A property that the service does not have as the template wants it."""

    completion: Completion
    resource: Resource
    path: PropertyPath


def complete_stack(stack: DeployedStack) -> int:
    """Set what was dropped, prove it by reading it back, and return how many properties it was."""
    dropped = list(find_dropped(stack))
    for completion, resource, path in dropped:
        completion.set(stack.clients, resource, path)
    # API Gateway serves a change of an API only after a new deployment.
    for stage in stack.of_type(STAGE) if any(r.type == REST_API for _, r, _ in dropped) else ():
        stack.clients.apigateway.create_deployment(
            restApiId=stage.properties["RestApiId"],
            stageName=stage.properties["StageName"],
            description="after the completion by the local cloud kit",
        )
    missing = [f"{r.logical_id} {'.'.join(path)}" for _, r, path in find_dropped(stack)]
    if missing:
        why = f"The local cloud did not accept: {', '.join(missing)}."
        raise CliError("The deployment is incomplete.", why, "less docs/local-vs-aws.md")
    return len(dropped)


def create_activities(stack: DeployedStack) -> None:
    """Create the activities that definitions name: the emulator's CloudFormation refuses them."""
    client = stack.clients.stepfunctions
    there = {item["activityArn"] for item in client.list_activities()["activities"]}
    for machine in stack.of_type("AWS::StepFunctions::StateMachine"):
        text = client.describe_state_machine(stateMachineArn=machine.physical_id)["definition"]
        for arn in set(re.findall(r'"(arn:[^"]+:activity:[^"]+)"', text)) - there:
            client.create_activity(name=arn.rpartition(":")[2])


def find_dropped(stack: DeployedStack) -> Iterator[Dropped]:
    """Everything that a completion would set now."""
    for resource in stack.resources.values():
        completions = [c for c in COMPLETIONS if c.type == resource.type]
        leaves = compare_resource(stack.clients, resource) if completions else []
        different = [leaf.path for leaf in leaves if leaf.differs]
        for completion in completions:
            found = {whole for path in different if (whole := completion.find_path(path))}
            yield from (Dropped(completion, resource, path) for path in sorted(found))
