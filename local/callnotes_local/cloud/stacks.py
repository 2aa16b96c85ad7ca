"""Looking a stack up: only CloudFormation's own word makes it absent."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

ABSENT = "does not exist"


def find_stack(client: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    """The stack of this name or id; None when it does not exist, and for no other reason."""
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        reason = error.response["Error"]
        # The code is that of any faulty request; only the message tells this one.
        if reason["Code"] == "ValidationError" and ABSENT in reason["Message"]:
            return None
        raise


def list_outputs(stack: "StackTypeDef") -> dict[str, str]:
    """The outputs of a stack."""
    return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}
