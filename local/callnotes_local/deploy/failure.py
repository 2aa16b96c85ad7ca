"""Why a deployment failed, in the words of whoever knows best: cfn-lint, CloudFormation, SAM."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from callnotes_local.as_typed import show_file
from callnotes_local.errors import CliError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackEventTypeDef

FAILED = ("CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED")
FOLLOW_UP = "Resource creation cancelled"
STARTS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
TEMPLATE = "template.yaml"
LINT_SECONDS = 120
SHOWN_CHARACTERS = 300


def failed_sam(command: str, root: Path, log_file: Path, stack: str | None = None) -> CliError:
    """`sam` has failed: by the template's fault, by a failed resource's, or as its log says."""
    cause = find_template_fault(root / TEMPLATE) or stack or find_error(log_file)
    return CliError(f"`sam {command}` failed.", f"{cause} (see {log_file})", show_file(log_file))


def find_template_fault(template: Path) -> str | None:
    """The first error that cfn-lint finds, with file, line and property; None when it finds none.

    SAM shows a faulty template as a traceback, or in several lines that name no file.
    """
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "json", str(template)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=LINT_SECONDS)
        matches = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    errors = (match for match in matches if match["Level"] == "Error")
    return next(map(_describe, errors), None)


def _describe(match: dict[str, Any]) -> str:
    line, path = match["Location"]["Start"]["LineNumber"], match["Location"].get("Path")
    # What the transform refuses has no line of its own, and says which resource.
    parts = [] if (line, path) == (1, None) else [str(line), "/".join(map(str, path or ()))]
    place = ":".join(filter(None, [TEMPLATE, *parts]))
    return shorten(f"{place}: {match['Message']}", SHOWN_CHARACTERS)


def find_error(log_file: Path) -> str:
    """The error that a log reports: SAM's own line, or the last one."""
    try:
        lines = [line.strip() for line in log_file.read_text(errors="replace").split("\n")]
    except OSError as error:
        return f"its log cannot be read: {error.strerror}"
    errors = [line for line in lines if line.startswith("Error: ")]
    return next(reversed(errors or list(filter(None, lines))), "its log is empty")


def find_stack_failure(stack: str, client: "CloudFormationClient") -> str | None:
    """The first failure of the stack's last operation; None when no resource failed."""
    try:
        failures = [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
            for event in _last_operation(stack, client)
            if event.get("ResourceStatus") in FAILED
            and event.get("ResourceStatusReason") != FOLLOW_UP
        ]
    except (BotoCoreError, ClientError) as error:
        return f"the reason cannot be read: {error}"
    return failures[-1] if failures else None


def _last_operation(stack: str, client: "CloudFormationClient") -> Iterator["StackEventTypeDef"]:
    pages = client.get_paginator("describe_stack_events").paginate(StackName=stack)
    for event in (event for page in pages for event in page["StackEvents"]):
        own = event.get("PhysicalResourceId") == event["StackId"]
        if own and event.get("ResourceStatus") in STARTS:
            return
        yield event
