"""What became of each property of the template: compared after every deployment."""

from callnotes_local.deployment_check.check import check_deployment, check_workspace
from callnotes_local.deployment_check.verdict import (
    Row,
    Verdict,
    count_verdicts,
    say_differences,
)

__all__ = [
    "Row",
    "Verdict",
    "check_deployment",
    "check_workspace",
    "count_verdicts",
    "say_differences",
]
