"""The role by which API Gateway writes logs: one for all APIs of an account in a region.

https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html
"""

from typing import Any

from callnotes_local.account.access import Access


def find_log_role(access: Access) -> str:
    """The name of the account's role; empty when there is none."""
    account = access.clients.apigateway.get_account()
    return str(account.get("cloudwatchRoleArn") or "").rpartition("/")[2]


def find_other_log_role(access: Access) -> str | None:
    """The name of the account's role, when it is not of this environment: it must stay."""
    name = find_log_role(access)
    return name if name and not access.environment.owns(name) else None


def is_needed(access: Access, role: str) -> bool:
    """Whether other APIs of the account log through this role."""
    if find_log_role(access) != role:
        return False
    sockets: Any = access.clients.make_client("apigatewayv2")
    protocols = sockets.get_paginator("get_apis").paginate().search("Items[].ProtocolType")
    return bool(access.clients.apigateway.get_rest_apis()["items"]) or "WEBSOCKET" in protocols


def remove_log_role(access: Access, role: str) -> None:
    """Take the role out of the account's settings, and delete it."""
    if find_log_role(access) == role:
        access.clients.apigateway.update_account(
            patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": ""}]
        )
    iam = access.clients.iam
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=role)
