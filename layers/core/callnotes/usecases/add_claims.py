"""Decide which claims a token gets from the user's groups."""

from callnotes.domain.actor import claims_of

AUTHORITY = ("tenant", "role")


def add_claims(groups: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return the claims to set, and those to suppress because no group gives them."""
    added = claims_of(groups)
    return added, [name for name in AUTHORITY if name not in added]
