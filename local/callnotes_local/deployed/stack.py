"""A deployed stack: its transformed template, with the values it was deployed with."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.attributes import read_attribute
from callnotes_local.deployed.intrinsics import Resolver, UnresolvedError
from callnotes_local.emulator import ACCOUNT, REGION

PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::URLSuffix": "amazonaws.com",
}

type PropertyPath = tuple[str, ...]


@dataclass(frozen=True)
class Resource:
    """One resource as the template wants it."""

    logical_id: str
    type: str
    physical_id: str
    properties: Mapping[str, Any]

    def at(self, path: PropertyPath) -> Any:
        """What the template wants at a path in the properties."""
        return reduce(lambda value, name: value[name], path, self.properties)


@dataclass(frozen=True)
class DeployedStack:
    """What was asked for (resolved) and how to reach what was made."""

    clients: Clients
    resources: Mapping[str, Resource]

    def of_type(self, resource_type: str) -> Iterator[Resource]:
        """Its resources of one CloudFormation type."""
        return (r for r in self.resources.values() if r.type == resource_type)


def read_stack(name: str, clients: Clients) -> DeployedStack:
    """Read a stack back from CloudFormation, with the template after the SAM transform."""
    response = clients.cloudformation.get_template(StackName=name, TemplateStage="Processed")
    # boto3 gives a dict for JSON; the type says str. https://github.com/boto/botocore/issues/1889
    body: Any = response["TemplateBody"]
    template = json.loads(body) if isinstance(body, str) else body
    physical = read_physical_ids(name, clients)
    stack = clients.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    given = {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}
    references = PSEUDO_PARAMETERS | {"AWS::StackId": stack["StackId"], "AWS::StackName": name}
    references |= physical | given

    @cache
    def known(name: str) -> str:
        logical_id, _, attribute = name.partition(".")
        if logical_id not in references:
            raise UnresolvedError(logical_id)
        if not attribute:
            return references[name]
        kind = template["Resources"][logical_id]["Type"]
        return read_attribute(clients, kind, physical[logical_id], attribute)

    resolver = Resolver(known, template.get("Conditions", {}), template.get("Mappings", {}))
    resources = {
        logical_id: Resource(logical_id, r["Type"], physical[logical_id], resolved)
        for logical_id, r in template["Resources"].items()
        if logical_id in physical and (resolved := resolver.resolve(r.get("Properties", {})))
    }
    return DeployedStack(clients, resources)


def read_physical_ids(name: str, clients: Clients) -> dict[str, str]:
    """The physical ids of a stack's resources, by logical id."""
    response = clients.cloudformation.describe_stack_resources(StackName=name)
    return {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in response["StackResources"]}
