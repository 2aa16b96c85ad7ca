"""The user's own AWS settings: reported by name, then out of the way."""

import os

# The values are for `callnotes deploy` and `callnotes destroy` only.
_discarded: dict[str, str] = {}

SAFE = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def discard_aws_variables() -> None:
    """Remove every AWS setting from this process, so that nothing it does can reach an account."""
    _discarded.clear()
    for name in sorted(name for name in os.environ if name.startswith("AWS_")):
        _discarded[name] = os.environ.pop(name)
    os.environ.update(SAFE, AWS_EC2_METADATA_DISABLED="true")


def user_variables() -> dict[str, str]:
    """The settings that were removed, by name."""
    return dict(_discarded)
