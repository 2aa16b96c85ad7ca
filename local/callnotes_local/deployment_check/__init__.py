"""What became of each property of the template: compared after every deployment."""

from callnotes_local.deployment_check.check import check_deployment
from callnotes_local.deployment_check.summary import count_verdicts, say_differences
from callnotes_local.deployment_check.verdict import Row, Verdict

__all__ = ["Row", "Verdict", "check_deployment", "count_verdicts", "say_differences"]
