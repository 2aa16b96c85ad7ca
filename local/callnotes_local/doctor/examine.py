"""All examinations, in the order in which their remedies help."""

from collections.abc import Sequence

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.doctor.disk import examine_disk
from callnotes_local.doctor.finding import Finding
from callnotes_local.doctor.ports import examine_port
from callnotes_local.doctor.processes import examine_processes
from callnotes_local.doctor.state import examine_deployment_record, examine_state
from callnotes_local.doctor.tools import examine_emulator, examine_python, examine_tools
from callnotes_local.doctor.variables import examine_variables


def examine(workspace: Workspace, port: int, ignored_variables: Sequence[str]) -> list[Finding]:
    """Look at everything; nothing is changed."""
    return [
        examine_python(workspace),
        examine_tools(),
        examine_emulator(),
        examine_variables(ignored_variables),
        examine_disk(workspace),
        examine_state(workspace),
        examine_deployment_record(workspace),
        examine_processes(workspace),
        examine_port(workspace, port),
    ]
