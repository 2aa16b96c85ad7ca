"""The running local cloud as the commands see it."""

from dataclasses import dataclass
from functools import cached_property

from callnotes_local import emulator
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.stacks import find_stack, list_outputs
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.errors import CliError, ExitCode, not_running

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
        stack = find_stack(self.clients.cloudformation, STACK_NAME)
        return list_outputs(stack) if stack else {}

    def output(self, name: str) -> str:
        """One output, or an error when the stack does not have it."""
        if name not in self.outputs:
            why = f"The stack {STACK_NAME} has no output {name}."
            raise CliError("The app is not deployed.", why, "callnotes up", ExitCode.NOT_RUNNING)
        return self.outputs[name]


def attach_cloud(workspace: Workspace) -> Cloud:
    """The running local cloud of this checkout, or the error that says it is down."""
    running = emulator.attach(workspace.cloud)
    if running is None:
        raise not_running()
    return Cloud(running)
