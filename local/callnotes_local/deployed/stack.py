"""A deployed stack: its transformed template, with the values it was deployed with."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.get_att import read_attribute
from callnotes_local.deployed.intrinsics import Resolver, UnresolvedError
from callnotes_local.deployed.leaf import PropertyPath
from callnotes_local.emulator import ACCOUNT, REGION


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

    name: str
    stack_id: str
    clients: Clients
    resources: Mapping[str, Resource]

    def of_type(self, resource_type: str) -> Iterator[Resource]:
        """Its resources of one CloudFormation type."""
        return (r for r in self.resources.values() if r.type == resource_type)


def read_stack(name: str, clients: Clients) -> DeployedStack:
    """Read a stack back from CloudFormation, with the template after the SAM transform."""
    template = _read_template(name, clients)
    physical = _read_physical_ids(name, clients)
    parameters = _read_parameters(name, clients)
    attributes = _Attributes(clients, template, physical)
    resolver = _make_resolver(template, physical, parameters, attributes)
    resources = {
        logical_id: Resource(logical_id, r["Type"], physical[logical_id], resolved)
        for logical_id, r in template["Resources"].items()
        if logical_id in physical and (resolved := resolver.resolve(r.get("Properties", {})))
    }
    return DeployedStack(name, parameters["AWS::StackId"], clients, resources)


def _read_template(name: str, clients: Clients) -> dict[str, Any]:
    answer = clients.cloudformation.get_template(StackName=name, TemplateStage="Processed")
    # boto3 gives a dict for JSON; the type says str. https://github.com/boto/botocore/issues/1889
    body: Any = answer["TemplateBody"]
    return dict(json.loads(body) if isinstance(body, str) else body)


def _read_physical_ids(name: str, clients: Clients) -> dict[str, str]:
    answer = clients.cloudformation.describe_stack_resources(StackName=name)
    return {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in answer["StackResources"]}


def _read_parameters(name: str, clients: Clients) -> dict[str, str]:
    stack = clients.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    pseudo = {
        "AWS::AccountId": ACCOUNT,
        "AWS::Partition": "aws",
        "AWS::Region": REGION,
        "AWS::StackId": stack["StackId"],
        "AWS::StackName": name,
        "AWS::URLSuffix": "amazonaws.com",
    }
    given = {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}
    return pseudo | given


@dataclass(frozen=True)
class _Attributes:
    """Answers Fn::GetAtt; what no table knows stays named."""

    clients: Clients
    template: Mapping[str, Any]
    physical: Mapping[str, str]
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def __call__(self, logical_id: str, name: str) -> str:
        if logical_id not in self.physical:
            raise UnresolvedError(logical_id)
        if (logical_id, name) not in self.known:
            kind = self.template["Resources"][logical_id]["Type"]
            found = read_attribute(self.clients, kind, self.physical[logical_id], name)
            self.known[logical_id, name] = found or f"{{{logical_id}.{name}}}"
        return self.known[logical_id, name]


def _make_resolver(
    template: Mapping[str, Any],
    physical: Mapping[str, str],
    parameters: Mapping[str, str],
    attributes: Callable[[str, str], str],
) -> Resolver:
    return Resolver(
        references={**physical, **parameters},
        attributes=attributes,
        conditions=template.get("Conditions", {}),
        mappings=template.get("Mappings", {}),
    )
