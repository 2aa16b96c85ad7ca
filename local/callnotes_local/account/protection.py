"""Deletion protection: what refuses to go, and taking that away when the user says so."""

from callnotes_local.account.access import Access
from callnotes_local.account.stack import Resource

TABLE = "AWS::DynamoDB::Table"
POOL = "AWS::Cognito::UserPool"


def find_protected(access: Access, resources: list[Resource]) -> list[Resource]:
    """Tables and user pools that refuse to be deleted."""
    return [resource for resource in resources if _is_protected(access, resource)]


def _is_protected(access: Access, resource: Resource) -> bool:
    if resource.kind == TABLE:
        answer = access.clients.client("dynamodb").describe_table(TableName=resource.physical_id)
        return bool(answer["Table"].get("DeletionProtectionEnabled"))
    if resource.kind == POOL:
        client = access.clients.client("cognito-idp")
        pool = client.describe_user_pool(UserPoolId=resource.physical_id)["UserPool"]
        return bool(pool.get("DeletionProtection") == "ACTIVE")
    return False


def remove_protection(access: Access, resource: Resource) -> None:
    """Let a table or a user pool be deleted."""
    if resource.kind == TABLE:
        access.clients.client("dynamodb").update_table(
            TableName=resource.physical_id, DeletionProtectionEnabled=False
        )
    else:
        access.clients.client("cognito-idp").update_user_pool(
            UserPoolId=resource.physical_id, DeletionProtection="INACTIVE"
        )
