"""`callnotes doctor`: what on this machine keeps the product from running, and the remedy."""

from collections.abc import Sequence

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.doctor import machine, processes, state
from callnotes_local.doctor.machine import Finding


def examine(workspace: Workspace, port: int, ignored_variables: Sequence[str]) -> list[Finding]:
    """Look at everything, in the order in which the remedies help; nothing is changed."""
    return [
        machine.examine_python(workspace),
        machine.examine_tools(),
        machine.examine_emulator(),
        machine.examine_variables(ignored_variables),
        machine.examine_disk(workspace),
        state.examine_state(workspace),
        state.examine_deployment_record(workspace),
        processes.examine_processes(workspace),
        processes.examine_port(workspace, port),
    ]
