"""A user who signed up without an administrator."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SignUp:
    """A user who signed up, as Cognito's post-confirmation trigger reports it.

    `user_id` is the Cognito `sub`; `username` is the user's name in the pool, which group calls
    need; `signed_up_at` is UTC.
    """

    user_id: str
    username: str
    signed_up_at: datetime
