"""Deletion protection: what refuses to go, and taking that away when the user says so."""

from typing import Any

from callnotes_local.account.access import Access
from callnotes_local.account.inventory import Resource

TABLE = "AWS::DynamoDB::Table"
POOL = "AWS::Cognito::UserPool"


def find_protected(access: Access, resources: list[Resource]) -> list[Resource]:
    """Tables and user pools that refuse to be deleted."""
    return [resource for resource in resources if _is_protected(access, resource)]


def _is_protected(access: Access, resource: Resource) -> bool:
    if resource.kind == TABLE:
        table = access.clients.dynamodb.describe_table(TableName=resource.physical_id)["Table"]
        return bool(table.get("DeletionProtectionEnabled"))
    if resource.kind == POOL:
        pool = access.clients.cognito.describe_user_pool(UserPoolId=resource.physical_id)
        return pool["UserPool"].get("DeletionProtection") == "ACTIVE"
    return False


def remove_protection(access: Access, resource: Resource) -> None:
    """Let a table or a user pool be deleted."""
    name = resource.physical_id
    if resource.kind == TABLE:
        access.clients.dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
        return
    client: Any = access.clients.cognito
    # What is not sent is reset to its default:
    # https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
    accepted = client.meta.service_model.operation_model("UpdateUserPool").input_shape.members
    described = client.describe_user_pool(UserPoolId=name)["UserPool"]
    # What is described as empty was never set; sent, it would be refused.
    settings = {name: value for name, value in described.items() if name in accepted and value}
    # Described always, refused beside the password policy's own TemporaryPasswordValidityDays.
    settings.get("AdminCreateUserConfig", {}).pop("UnusedAccountValidityDays", None)
    client.update_user_pool(**settings | {"UserPoolId": name, "DeletionProtection": "INACTIVE"})
