"""Record that a person registered. Rights come later, from an administrator, as groups."""

from callnotes.domain.sign_up import SignUp
from callnotes.ports import SignUpStore, UserDirectory

NEWCOMERS = "newcomer"


def record_sign_up(sign_up: SignUp, *, sign_ups: SignUpStore, directory: UserDirectory) -> None:
    """Record the sign-up once, and list the person among the newcomers, which gives no rights."""
    sign_ups.record_sign_up(sign_up)
    directory.add_to_group(sign_up.username, NEWCOMERS)
