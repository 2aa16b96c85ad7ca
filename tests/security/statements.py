"""Statements of policies in a transformed template."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

type Json = dict[str, Any]


@dataclass(frozen=True)
class Statement:
    """One statement of a policy, and the resource that holds it."""

    owner: str
    content: Json

    @property
    def actions(self) -> list[str]:
        return as_list(self.content.get("Action"))

    @property
    def resources(self) -> list[Any]:
        return as_list(self.content.get("Resource"))


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def resources_of(template: Json, *kinds: str) -> Iterator[tuple[str, Json]]:
    """Return (logical id, properties) of each resource of the types."""
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] in kinds:
            yield logical_id, resource.get("Properties", {})


def role_statements(template: Json) -> Iterator[Statement]:
    """Return every statement that gives a role something."""
    for owner, role in resources_of(template, "AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            yield from _statements(owner, policy["PolicyDocument"])
    for owner, policy in resources_of(template, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        yield from _statements(owner, policy["PolicyDocument"])


def resource_statements(template: Json) -> Iterator[Statement]:
    """Return every statement of the policy of a topic, queue, bucket or of X-Ray."""
    kinds = (
        "AWS::S3::BucketPolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
        "AWS::XRay::ResourcePolicy",
    )
    for owner, policy in resources_of(template, *kinds):
        yield from _statements(owner, _parse(policy["PolicyDocument"]))


def _statements(owner: str, document: Json) -> Iterator[Statement]:
    yield from (Statement(owner, statement) for statement in document["Statement"])


def _parse(document: Any) -> Json:
    if isinstance(document, dict) and "Fn::Sub" in document:
        document = document["Fn::Sub"]
    parsed: Json = json.loads(document) if isinstance(document, str) else document
    return parsed
