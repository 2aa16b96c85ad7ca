"""Keys of a real account in the environment: nothing here uses them, other programs may."""

from collections.abc import Sequence

from callnotes_local.doctor.finding import Finding

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")


def examine_variables(ignored: Sequence[str]) -> Finding:
    """Whether the user's shell carries keys."""
    keys = [name for name in ignored if name in KEYS]
    if keys:
        detail = f"{', '.join(keys)} set; `callnotes` ignores them, other programs do not"
        return Finding("aws keys", detail, f"unset {' '.join(keys)}")
    return Finding("aws keys", "none in the environment")
