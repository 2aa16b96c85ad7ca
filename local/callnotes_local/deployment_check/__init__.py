"""What became of each property of the template: compared after every deployment."""

from callnotes_local.deployment_check.check import check_deployment
from callnotes_local.deployment_check.summary import count_verdicts, say_differences
from callnotes_local.deployment_check.verdict import Row, Verdict
from callnotes_local.deployment_check.workspace import check_workspace

__all__ = [
    "Row",
    "Verdict",
    "check_deployment",
    "check_workspace",
    "count_verdicts",
    "say_differences",
]
