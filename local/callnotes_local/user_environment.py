"""The user's own AWS settings: reported by name, then out of the way."""

import os

SAFE = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def discard_aws_variables() -> list[str]:
    """Remove every AWS setting from this process, so that nothing it does can reach an account."""
    found = sorted(name for name in os.environ if name.startswith("AWS_"))
    for name in found:
        del os.environ[name]
    os.environ.update(SAFE, AWS_EC2_METADATA_DISABLED="true")
    return found
