"""The users who sign up and sign in."""

from typing import Protocol

from callnotes.domain.sign_up import SignUp


class SignUpStore(Protocol):
    """Users who signed up."""

    def record_sign_up(self, sign_up: SignUp) -> None:
        """Record the sign-up once."""


class UserDirectory(Protocol):
    """The users who can sign in."""

    def add_to_group(self, username: str, group: str) -> None:
        """Make the user a member; idempotent."""
