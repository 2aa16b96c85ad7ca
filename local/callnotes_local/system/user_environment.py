"""The user's own AWS settings: reported by name, then out of the way."""

import os

# Only `callnotes deploy` and `callnotes destroy` ask for them.
_discarded: dict[str, str] = {}

SAFE = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def discard_aws_variables() -> list[str]:
    """Remove every AWS setting from this process, so that nothing it does can reach an account."""
    found = sorted(name for name in os.environ if name.startswith("AWS_"))
    for name in found:
        _discarded[name] = os.environ.pop(name)
    os.environ.update(SAFE, AWS_EC2_METADATA_DISABLED="true")
    return found


def user_variables() -> dict[str, str]:
    """The settings that were removed, for the commands that reach the user's account."""
    return dict(_discarded)
