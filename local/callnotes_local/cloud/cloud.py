"""The running local cloud as the commands see it, and the stacks of any cloud."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from callnotes_local import emulator
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.errors import CliError, ExitCode, not_running

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

STACK_NAME = "callnotes-local"
STAGE_NAME = "local"


@dataclass(frozen=True)
class Cloud:
    """An emulator that runs, and the stack in it."""

    emulator: emulator.Emulator

    @cached_property
    def clients(self) -> Clients:
        """AWS clients of this cloud."""
        return Clients(self.emulator)

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The outputs of the stack; none when it does not exist."""
        return list_outputs(find_stack(self.clients.cloudformation, STACK_NAME))

    def output(self, name: str) -> str:
        """One output, or an error when the stack does not have it."""
        if name not in self.outputs:
            why = f"The stack {STACK_NAME} has no output {name}."
            raise CliError("The app is not deployed.", why, "callnotes up", ExitCode.NOT_RUNNING)
        return self.outputs[name]

    def physical_id(self, logical_id: str) -> str:
        """The name that a resource of the stack has."""
        found = self.clients.cloudformation.describe_stack_resource(
            StackName=STACK_NAME, LogicalResourceId=logical_id
        )
        return found["StackResourceDetail"]["PhysicalResourceId"]


def attach_cloud(workspace: Workspace) -> Cloud:
    """The running local cloud of this checkout, or the error that it is down."""
    running = emulator.attach(workspace.cloud)
    if running is None:
        raise not_running()
    return Cloud(running)


def find_stack(client: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    """The stack of this name or id; None when it does not exist, and for no other reason."""
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        reason = error.response["Error"]
        # The code is that of any invalid request; only the message distinguishes this one.
        if reason["Code"] == "ValidationError" and "does not exist" in reason["Message"]:
            return None
        raise


def list_outputs(stack: "StackTypeDef | None") -> dict[str, str]:
    """The outputs of a stack; none when it does not exist."""
    return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])} if stack else {}
