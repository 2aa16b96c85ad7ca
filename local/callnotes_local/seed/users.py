"""Users and their groups."""

from contextlib import suppress
from typing import TYPE_CHECKING

from callnotes.domain.actor import TENANT_GROUP_PREFIX
from callnotes_local.cloud.cloud import Cloud
from callnotes_local.seed.data import DemoUser, read_users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

EMAIL = "{}@callnotes.example"


def seed_users(cloud: Cloud) -> dict[str, str]:
    """Make what is missing; the user ids (`sub`) by user name."""
    cognito, pool = cloud.clients.cognito, cloud.output("UserPoolId")
    users = read_users()
    for tenant in sorted({user.tenant for user in users}):
        _make_group(cognito, pool, TENANT_GROUP_PREFIX + tenant)
    return {user.username: _make_user(cognito, pool, user) for user in users}


def _make_group(cognito: "CognitoIdentityProviderClient", pool: str, name: str) -> None:
    with suppress(cognito.exceptions.GroupExistsException):
        cognito.create_group(UserPoolId=pool, GroupName=name, Description="A contact center.")


def _make_user(cognito: "CognitoIdentityProviderClient", pool: str, user: DemoUser) -> str:
    attributes = {
        "email": EMAIL.format(user.username),
        "email_verified": "true",
        "name": user.name,
    }
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=user.username,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=user.username, Password=user.password, Permanent=True
    )
    for group in (user.group, TENANT_GROUP_PREFIX + user.tenant):
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=user.username, GroupName=group)
    return _read_sub(cognito, pool, user.username)


def _read_sub(cognito: "CognitoIdentityProviderClient", pool: str, username: str) -> str:
    answer = cognito.admin_get_user(UserPoolId=pool, Username=username)
    return next(a["Value"] for a in answer["UserAttributes"] if a["Name"] == "sub")
