"""A person who registered by themselves."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SignUp:
    """A person who registered; `user_id` is the Cognito `sub`."""

    user_id: str
    username: str
    signed_up_at: datetime
