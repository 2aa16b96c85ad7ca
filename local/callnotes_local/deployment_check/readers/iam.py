"""AWS Identity and Access Management."""

from typing import Any, cast

from botocore.exceptions import ClientError

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Reader, Stored, pick


def read_role(clients: Clients, resource: Resource) -> Stored:
    """A role with its own policies and the attached ones."""
    name = resource.physical_id
    role = cast("dict[str, Any]", clients.iam.get_role(RoleName=name)["Role"])
    attached = clients.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    declared = resource.properties.get("Policies", [])
    fields = ("AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "RoleName")
    return pick(role, fields) | {
        "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
        "PermissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "Policies": [_read_inline(clients, name, policy["PolicyName"]) for policy in declared],
    }


def read_policy(clients: Clients, resource: Resource) -> Stored:
    """A policy that is put into roles: whole only where every role has it."""
    name = resource.properties["PolicyName"]
    found = {
        role: _read_inline(clients, role, name) for role in resource.properties.get("Roles", [])
    }
    holders = [role for role, policy in found.items() if policy["PolicyDocument"]]
    first = found[holders[0]] if holders else {}
    return {
        "PolicyName": first.get("PolicyName"),
        "PolicyDocument": first.get("PolicyDocument"),
        "Roles": holders,
    }


def read_managed_policy(clients: Clients, resource: Resource) -> Stored:
    """A policy of its own."""
    arn = resource.physical_id
    policy = cast("dict[str, Any]", clients.iam.get_policy(PolicyArn=arn)["Policy"])
    version = clients.iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])
    return {
        "Description": policy.get("Description"),
        "ManagedPolicyName": policy.get("PolicyName"),
        "Path": policy.get("Path"),
        "PolicyDocument": version["PolicyVersion"].get("Document"),
    }


def _read_inline(clients: Clients, role: str, name: str) -> Stored:
    try:
        answer = clients.iam.get_role_policy(RoleName=role, PolicyName=name)
    except ClientError:
        return {"PolicyName": None, "PolicyDocument": None}
    return {"PolicyName": answer["PolicyName"], "PolicyDocument": answer["PolicyDocument"]}


IAM: dict[str, Reader] = {
    "AWS::IAM::ManagedPolicy": read_managed_policy,
    "AWS::IAM::Policy": read_policy,
    "AWS::IAM::Role": read_role,
}
