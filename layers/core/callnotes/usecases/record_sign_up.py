"""Record a sign-up. Permissions come later: an administrator adds the user to groups."""

from callnotes.domain.sign_up import SignUp
from callnotes.ports.users import SignUpStore, UserDirectory

NEWCOMERS = "newcomer"


def record_sign_up(sign_up: SignUp, *, sign_ups: SignUpStore, directory: UserDirectory) -> None:
    """Record the sign-up once, and add the user to the newcomers, who have no permissions."""
    sign_ups.record_sign_up(sign_up)
    directory.add_to_group(sign_up.username, NEWCOMERS)
