"""The user pool as a directory."""

from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import calling


@dataclass(frozen=True)
class CognitoDirectory:
    """`ports.UserDirectory` in a user pool."""

    client: Any
    user_pool_id: str

    def add_to_group(self, username: str, group: str) -> None:
        """Make the user a member of the group."""
        with calling("user directory"):
            self.client.admin_add_user_to_group(
                UserPoolId=self.user_pool_id, Username=username, GroupName=group
            )
