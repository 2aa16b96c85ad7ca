"""Check the attributes that a user sets at sign-up."""

from collections.abc import Mapping

from callnotes.domain.errors import Forbidden

ALLOWED_ATTRIBUTES = frozenset({"email", "name", "locale"})


def check_sign_up(attributes: Mapping[str, str]) -> None:
    """Raise Forbidden for an attribute that a sign-up may not set."""
    refused = sorted(set(attributes) - ALLOWED_ATTRIBUTES)
    if refused:
        raise Forbidden(f"These attributes cannot be set at sign-up: {', '.join(refused)}.")
