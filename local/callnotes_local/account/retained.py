"""What outlives the stack on purpose, and how it goes when the user says so.

One role writes the logs of API Gateway, for all APIs of an account in a region:
https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html
"""

from collections.abc import Iterator
from typing import Any

from callnotes_local.account.access import Access
from callnotes_local.account.inventory import Resource
from callnotes_local.cloud.buckets import empty_bucket
from callnotes_local.cloud.cloud import find_stack, list_outputs

AUDIT_BUCKET = "auditbucket"
LOG_ROLE = "apigatewayaccountrole"
LOG_GROUP = "AWS::Logs::LogGroup"
SAM_STACK = "aws-sam-cli-managed-default"


def remove_audit_trail(access: Access, left: list[Resource]) -> int:
    """Remove the audit buckets with all they hold; return the number of versions."""
    s3 = access.clients.s3
    buckets = [r.physical_id for r in left if _is_of(access, r, AUDIT_BUCKET)]
    removed = sum(empty_bucket(s3, bucket) for bucket in buckets)
    for bucket in buckets:
        s3.delete_bucket(Bucket=bucket)
    return removed


def remove_flag_documents(access: Access, recorded: list[Resource]) -> None:
    """Remove what operators deployed: AppConfig does not delete a profile that has versions."""
    # A physical id may be the owner's, a bar and the resource's own.
    ids = {r.name: r.physical_id.rpartition("|")[2] for r in recorded}
    if not ids.get("FlagsProfile"):
        return
    client, owner = access.clients.appconfig, {"ApplicationId": ids["FlagsApplication"]}
    profile = owner | {"ConfigurationProfileId": ids["FlagsProfile"]}
    pages = client.get_paginator("list_hosted_configuration_versions").paginate(**profile)
    for number in list(pages.search("Items[].VersionNumber")):
        client.delete_hosted_configuration_version(**profile, VersionNumber=number)


def remove_late_logs(access: Access, left: list[Resource]) -> None:
    """Remove log groups that a last invocation has brought back."""
    stack = access.environment.stack
    own = (f"/aws/lambda/{stack}/", f"/aws/apigateway/{stack}/")
    for group in left:
        if group.kind == LOG_GROUP and f"{group.physical_id}/".startswith(own):
            access.clients.logs.delete_log_group(logGroupName=group.physical_id)


def remove_artifacts(access: Access) -> int:
    """Remove what SAM has uploaded for this environment."""
    bucket, prefix = find_sam_bucket(access), f"{access.environment.artifacts}/"
    return empty_bucket(access.clients.s3, bucket, prefix) if bucket else 0


def remove_account_settings(access: Access, left: list[Resource]) -> None:
    """Remove API Gateway's log role and SAM's bucket, unless something else needs them."""
    for role in left:
        if _is_of(access, role, LOG_ROLE) and not is_needed(access, role.physical_id):
            remove_log_role(access, role.physical_id)
    if bucket := find_sam_bucket(access):
        page = access.clients.s3.list_object_versions(Bucket=bucket, MaxKeys=1)
        if not (page.get("Versions") or page.get("DeleteMarkers")):
            client = access.clients.cloudformation
            client.delete_stack(StackName=SAM_STACK)
            client.get_waiter("stack_delete_complete").wait(StackName=SAM_STACK)


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


def find_sam_bucket(access: Access) -> str | None:
    """The bucket that SAM keeps in every account for what it uploads."""
    return list_outputs(find_stack(access.clients.cloudformation, SAM_STACK)).get("SourceBucket")


def describe_kept(access: Access, left: list[Resource]) -> Iterator[str]:
    """One line for each thing that is left: why, and what takes it away."""
    for resource in left:
        why = "it should be gone; remove it by hand"
        if _is_of(access, resource, AUDIT_BUCKET):
            why = "the audit trail is kept on purpose; --audit-trail removes it"
        elif _is_of(access, resource, LOG_ROLE):
            why = "API Gateway logs through it; --account-settings removes it"
            if is_needed(access, resource.physical_id):
                why = "API Gateway logs through it; other APIs of this account need it"
        yield f"{resource.kind}: {resource.physical_id} ({why})"


def _is_of(access: Access, resource: Resource, logical_id: str) -> bool:
    return resource.name.lower().startswith(f"{access.environment.stack}-{logical_id}")
