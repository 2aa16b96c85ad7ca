"""A parameter's new value publishes new versions.

To SAM only new code is a reason to, so that the alias would go on with the old value:
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
"""

from collections.abc import Sequence
from pathlib import Path

FUNCTIONS = "*Function"
FILE = "parameters.txt"


def mark_parameters(build: Path, parameters: Sequence[str]) -> None:
    """Write the parameters of a deployment into every function that was built for it."""
    for function in build.glob(FUNCTIONS):
        (function / FILE).write_text("\n".join(parameters) + "\n")
