"""The rotation of a secret: its steps, and what the labels of its versions allow.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

from collections.abc import Mapping
from typing import Literal

from callnotes.domain.errors import NotPending

Step = Literal["createSecret", "setSecret", "testSecret", "finishSecret"]
STEPS: tuple[Step, ...] = ("createSecret", "setSecret", "testSecret", "finishSecret")
CURRENT, PENDING = "AWSCURRENT", "AWSPENDING"

type Labels = Mapping[str, frozenset[str]]


def find_current(labels: Labels) -> str:
    """Return the id of the version that is in use: there is always one."""
    return next(version for version, own in labels.items() if CURRENT in own)


def check_pending(labels: Labels, version_id: str, step: Step) -> None:
    """Raise NotPending for a version that is not the one being rotated to.

    Only the first step may meet a version that nobody has labelled yet.
    """
    own = labels.get(version_id, frozenset())
    if PENDING in own or (step == "createSecret" and not own):
        return
    raise NotPending(f"{step} needs a version that is {PENDING}; this one is not.")
