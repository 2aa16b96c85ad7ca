"""Policies, which services keep at what they are put on."""

from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers.call import Stored
from callnotes_local.deployed.stack import Resource


def read_role_policies(clients: Clients, role: Resource) -> Stored:
    """The policies in a role that the template declares."""
    names = [policy["PolicyName"] for policy in role.properties.get("Policies", [])]
    return {
        "Policies": [
            {"PolicyName": name, "PolicyDocument": _read_inline(clients, role.physical_id, name)}
            for name in names
        ]
    }


def read_inline_policy(clients: Clients, policy: Resource) -> Stored:
    """A policy that is put into roles, and the roles that have it."""
    name = policy.properties["PolicyName"]
    roles = policy.properties.get("Roles", [])
    found = {role: doc for role in roles if (doc := _read_inline(clients, role, name))}
    return {
        "PolicyName": name if found else None,
        "PolicyDocument": next(iter(found.values()), None),
        "Roles": list(found),
    }


def read_policy_version(clients: Clients, policy: Resource) -> Stored:
    """The document of a managed policy: that of its default version."""
    arn = policy.physical_id
    version = clients.iam.get_policy(PolicyArn=arn)["Policy"].get("DefaultVersionId", "")
    answer = clients.iam.get_policy_version(PolicyArn=arn, VersionId=version)
    return {"PolicyDocument": answer["PolicyVersion"].get("Document")}


def read_topic_policy(clients: Clients, policy: Resource) -> Stored:
    """The policy of topics: only where every topic has it."""
    topics = policy.properties["Topics"]
    found = [clients.sns.get_topic_attributes(TopicArn=arn)["Attributes"] for arn in topics]
    return {"Topics": topics, "PolicyDocument": _shared(item.get("Policy") for item in found)}


def read_queue_policy(clients: Clients, policy: Resource) -> Stored:
    """The policy of queues: only where every queue has it."""
    queues = policy.properties["Queues"]
    found: list[Any] = [
        clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]) for url in queues
    ]
    documents = (item.get("Attributes", {}).get("Policy") for item in found)
    return {"Queues": queues, "PolicyDocument": _shared(documents)}


def _read_inline(clients: Clients, role: str, name: str) -> Any:
    try:
        answer = clients.iam.get_role_policy(RoleName=role, PolicyName=name)
    except ClientError:
        return None
    return answer["PolicyDocument"]


def _shared(documents: Iterable[str | None]) -> str | None:
    different = set(documents)
    return different.pop() if len(different) == 1 else None
