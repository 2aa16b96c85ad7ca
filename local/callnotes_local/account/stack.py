"""The stack of an environment: its status, its outputs, its resources."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callnotes_local.account.access import Access
from callnotes_local.cloud.cloud import find_stack, list_outputs

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef


@dataclass(frozen=True)
class Resource:
    """One resource that CloudFormation made."""

    kind: str
    logical_id: str
    physical_id: str


def read_stack(access: Access, name: str | None = None) -> "StackTypeDef | None":
    """The environment's stack, or the one with this id, which outlives it; None when absent."""
    return find_stack(access.clients.cloudformation, name or access.environment.stack)


def read_outputs(access: Access) -> dict[str, str]:
    """The outputs of the stack; none when it is absent."""
    return list_outputs(read_stack(access))


def read_resources(access: Access, stack_id: str) -> list[Resource]:
    """Everything that the stack has made."""
    pages = access.clients.cloudformation.get_paginator("list_stack_resources")
    return [
        Resource(r["ResourceType"], r["LogicalResourceId"], r.get("PhysicalResourceId", ""))
        for page in pages.paginate(StackName=stack_id)
        for r in page["StackResourceSummaries"]
    ]
