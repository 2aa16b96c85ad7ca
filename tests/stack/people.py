"""People who sign in to the deployed stack."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

PASSWORD = "Correct-horse-battery-7"


@dataclass(frozen=True)
class Tokens:
    """What a sign-in gives."""

    id: str
    access: str


@dataclass(frozen=True)
class User:
    """A user of the user pool."""

    username: str
    sub: str
    password: str = PASSWORD


@dataclass(frozen=True)
class Directory:
    """The user pool, by the administrator's hand."""

    cognito: "CognitoIdentityProviderClient"
    pool_id: str
    client_id: str

    def new_user(self, *groups: str) -> User:
        """Make a user who is in these groups only."""
        username = f"user-{uuid4().hex[:12]}"
        created = self.cognito.admin_create_user(
            UserPoolId=self.pool_id,
            Username=username,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": f"{username}@example.com"}],
        )
        self.cognito.admin_set_user_password(
            UserPoolId=self.pool_id, Username=username, Password=PASSWORD, Permanent=True
        )
        for group in groups:
            self.add_to_group(username, group)
        attributes = created["User"]["Attributes"]
        return User(username, next(a["Value"] for a in attributes if a["Name"] == "sub"))

    def add_to_group(self, username: str, group: str) -> None:
        """Make the user a member of a group, which is made when it is not there."""
        with suppress(self.cognito.exceptions.GroupExistsException):
            self.cognito.create_group(UserPoolId=self.pool_id, GroupName=group)
        self.cognito.admin_add_user_to_group(
            UserPoolId=self.pool_id, Username=username, GroupName=group
        )

    def sign_in(self, user: User, client_id: str | None = None) -> Tokens:
        """Sign in with the password."""
        answer = self.cognito.initiate_auth(
            ClientId=client_id or self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.username, "PASSWORD": user.password},
        )["AuthenticationResult"]
        return Tokens(answer["IdToken"], answer["AccessToken"])
