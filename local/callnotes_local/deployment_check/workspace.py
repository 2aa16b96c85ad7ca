"""The check of what runs in a checkout now."""

from botocore.exceptions import ClientError

from callnotes_local.cloud import STACK_NAME, attach_cloud
from callnotes_local.completion import read_record, read_stack
from callnotes_local.deployment_check.check import check_deployment
from callnotes_local.deployment_check.verdict import Row
from callnotes_local.errors import CliError
from callnotes_local.workspace import Workspace


def check_workspace(workspace: Workspace) -> list[Row]:
    """Compare the deployed stack of the checkout, or say that there is none."""
    cloud = attach_cloud(workspace)
    cloud.output("ApiId")
    try:
        stack = read_stack(STACK_NAME, cloud.clients)
        return check_deployment(stack, read_record(workspace.completion, stack.stack_id))
    except ClientError as error:
        what = "The deployment cannot be compared: something in it is gone."
        raise CliError(what, str(error), "callnotes up") from error
