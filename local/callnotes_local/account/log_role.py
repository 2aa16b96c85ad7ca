"""The role by which API Gateway writes logs: one for all APIs of an account in a region."""

from callnotes_local.account.access import Access


def find_other_log_role(access: Access) -> str | None:
    """The name of the account's role, when it is not of this environment: it must stay.

    https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html
    """
    account = access.clients.client("apigateway").get_account()
    name = str(account.get("cloudwatchRoleArn") or "").rpartition("/")[2]
    return name if name and not access.environment.owns(name) else None
