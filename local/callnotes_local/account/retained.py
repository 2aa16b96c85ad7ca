"""What outlives the stack on purpose, and how it goes when the user says so."""

from collections.abc import Iterator

from callnotes_local.account.access import Access
from callnotes_local.account.buckets import empty_bucket, is_empty
from callnotes_local.account.inventory import Found
from callnotes_local.account.stack import read_stack
from callnotes_local.cloud.cloud import list_outputs

AUDIT_BUCKET = "auditbucket"
ACCOUNT_ROLE = "apigatewayaccountrole"
LOG_GROUP = "AWS::Logs::LogGroup"
SAM_STACK = "aws-sam-cli-managed-default"
SAM_BUCKET_OUTPUT = "SourceBucket"


def remove_audit_trail(access: Access, left: list[Found]) -> int:
    """Remove the audit buckets with all they hold; return the number of versions."""
    s3 = access.clients.client("s3")
    removed = 0
    for bucket in left:
        if _is_of(access, bucket, AUDIT_BUCKET):
            removed += empty_bucket(s3, bucket.physical_id)
            s3.delete_bucket(Bucket=bucket.physical_id)
    return removed


def remove_late_logs(access: Access, left: list[Found]) -> None:
    """Remove log groups that a last invocation has brought back."""
    logs = access.clients.client("logs")
    for group in left:
        if group.kind == LOG_GROUP and group.name == access.environment.stack:
            logs.delete_log_group(logGroupName=group.physical_id)


def remove_artifacts(access: Access) -> int:
    """Remove what SAM has uploaded for this environment."""
    bucket = find_sam_bucket(access)
    if not bucket:
        return 0
    s3 = access.clients.client("s3")
    return empty_bucket(s3, bucket, f"{access.environment.artifacts}/")


def remove_account_settings(access: Access, left: list[Found]) -> None:
    """Remove API Gateway's log role and SAM's bucket, where nobody else needs them."""
    for role in left:
        if _is_of(access, role, ACCOUNT_ROLE) and not _is_used(access, role.physical_id):
            _remove_role(access, role.physical_id)
    bucket = find_sam_bucket(access)
    if bucket and is_empty(access.clients.client("s3"), bucket):
        _remove_sam_stack(access)


def find_sam_bucket(access: Access) -> str | None:
    """The bucket that SAM keeps in every account for what it uploads."""
    stack = read_stack(access, SAM_STACK)
    return list_outputs(stack).get(SAM_BUCKET_OUTPUT)


def explain(access: Access, found: Found) -> str:
    """Say why something is left, and what takes it away."""
    if _is_of(access, found, AUDIT_BUCKET):
        return "the audit trail is kept on purpose; --audit-trail removes it"
    if _is_of(access, found, ACCOUNT_ROLE):
        return f"API Gateway logs through it; {_role_hint(access, found.physical_id)}"
    return "it should be gone; remove it by hand"


def _role_hint(access: Access, role: str) -> str:
    if _is_used(access, role):
        return "other APIs of this account need it"
    return "--account-settings removes it"


def _is_of(access: Access, found: Found, logical_id: str) -> bool:
    return found.name.lower().startswith(f"{access.environment.stack}-{logical_id}")


def _is_used(access: Access, role: str) -> bool:
    gateway = access.clients.client("apigateway")
    if not str(gateway.get_account().get("cloudwatchRoleArn", "")).endswith(f"/{role}"):
        return False
    pages = access.clients.client("apigatewayv2").get_paginator("get_apis").paginate()
    return bool(gateway.get_rest_apis()["items"]) or any(
        api["ProtocolType"] == "WEBSOCKET" for page in pages for api in page["Items"]
    )


def _remove_role(access: Access, role: str) -> None:
    gateway = access.clients.client("apigateway")
    if str(gateway.get_account().get("cloudwatchRoleArn", "")).endswith(f"/{role}"):
        change = {"op": "replace", "path": "/cloudwatchRoleArn", "value": ""}
        gateway.update_account(patchOperations=[change])
    iam = access.clients.client("iam")
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=role)


def _remove_sam_stack(access: Access) -> None:
    client = access.clients.cloudformation
    client.delete_stack(StackName=SAM_STACK)
    client.get_waiter("stack_delete_complete").wait(StackName=SAM_STACK)


def describe_kept(access: Access, left: list[Found]) -> Iterator[str]:
    """One line for each thing that is left."""
    for found in left:
        yield f"{found.kind}: {found.physical_id} ({explain(access, found)})"
