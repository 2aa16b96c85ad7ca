"""Check what a person who registers says about themselves."""

from collections.abc import Mapping

from callnotes.domain.errors import Forbidden

ALLOWED_ATTRIBUTES = frozenset({"email", "name", "locale"})


def check_sign_up(attributes: Mapping[str, str]) -> None:
    """Raise Forbidden when an attribute is set that registration may not set."""
    refused = sorted(set(attributes) - ALLOWED_ATTRIBUTES)
    if refused:
        raise Forbidden(f"These attributes cannot be set at sign-up: {', '.join(refused)}.")
