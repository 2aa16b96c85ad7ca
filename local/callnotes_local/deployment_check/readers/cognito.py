"""Amazon Cognito user pools."""

from typing import Any, cast

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Reader, Stored, pick

POOL = (
    "AccountRecoverySetting",
    "AdminCreateUserConfig",
    "AliasAttributes",
    "AutoVerifiedAttributes",
    "DeletionProtection",
    "DeviceConfiguration",
    "EmailConfiguration",
    "LambdaConfig",
    "MfaConfiguration",
    "Policies",
    "UserAttributeUpdateSettings",
    "UserPoolAddOns",
    "UsernameAttributes",
    "UsernameConfiguration",
    "VerificationMessageTemplate",
)
CLIENT = (
    "AccessTokenValidity",
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "AuthSessionValidity",
    "CallbackURLs",
    "ClientName",
    "EnableTokenRevocation",
    "ExplicitAuthFlows",
    "IdTokenValidity",
    "LogoutURLs",
    "PreventUserExistenceErrors",
    "ReadAttributes",
    "RefreshTokenValidity",
    "SupportedIdentityProviders",
    "TokenValidityUnits",
    "UserPoolId",
    "WriteAttributes",
)


def read_pool(clients: Clients, resource: Resource) -> Stored:
    """A user pool."""
    pool = clients.cognito.describe_user_pool(UserPoolId=resource.physical_id)["UserPool"]
    return pick(cast("dict[str, Any]", pool), POOL) | {"UserPoolName": pool.get("Name")}


def read_client(clients: Clients, resource: Resource) -> Stored:
    """An application of a pool."""
    answer = clients.cognito.describe_user_pool_client(
        UserPoolId=resource.properties["UserPoolId"], ClientId=resource.physical_id
    )
    client = cast("dict[str, Any]", answer["UserPoolClient"])
    return pick(client, CLIENT) | {"GenerateSecret": "ClientSecret" in client}


def read_group(clients: Clients, resource: Resource) -> Stored:
    """A group of users."""
    declared = resource.properties
    answer = clients.cognito.get_group(
        UserPoolId=declared["UserPoolId"], GroupName=declared["GroupName"]
    )
    group = cast("dict[str, Any]", answer["Group"])
    return pick(group, ("Description", "GroupName", "Precedence", "RoleArn", "UserPoolId"))


COGNITO: dict[str, Reader] = {
    "AWS::Cognito::UserPool": read_pool,
    "AWS::Cognito::UserPoolClient": read_client,
    "AWS::Cognito::UserPoolGroup": read_group,
}
