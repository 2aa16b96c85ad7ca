"""The stack of an environment: its status, its outputs, its resources."""

from dataclasses import dataclass

from callnotes_local.account.access import Access


@dataclass(frozen=True)
class Resource:
    """One resource that CloudFormation made."""

    kind: str
    logical_id: str
    physical_id: str


def read_stack_id(access: Access) -> str | None:
    """The stack's id, which outlives the stack; None when there is no stack."""
    client = access.clients.cloudformation
    try:
        return client.describe_stacks(StackName=access.environment.stack)["Stacks"][0]["StackId"]
    except client.exceptions.ClientError:
        return None


def read_status(access: Access, stack: str | None = None) -> str | None:
    """The status of the stack, by name or id; None when there is none."""
    client = access.clients.cloudformation
    name = stack or access.environment.stack
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    except client.exceptions.ClientError:
        return None


def read_outputs(access: Access) -> dict[str, str]:
    """The outputs of the stack."""
    stacks = access.clients.cloudformation.describe_stacks(StackName=access.environment.stack)
    outputs = stacks["Stacks"][0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


def read_resources(access: Access, stack_id: str) -> list[Resource]:
    """Everything that the stack has made."""
    pages = access.clients.cloudformation.get_paginator("list_stack_resources")
    return [
        Resource(r["ResourceType"], r["LogicalResourceId"], r.get("PhysicalResourceId", ""))
        for page in pages.paginate(StackName=stack_id)
        for r in page["StackResourceSummaries"]
    ]
