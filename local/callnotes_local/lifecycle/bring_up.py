"""`callnotes up`: from nothing to a served product, step by step, at any time again."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from callnotes_local import emulator
from callnotes_local.as_typed import as_typed, same_command, show_file
from callnotes_local.cloud.archive import create_archives
from callnotes_local.cloud.cloud import STACK_NAME, STAGE_NAME, Cloud, find_stack
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.completion.stack import complete_stack, create_activities
from callnotes_local.deploy.deployment import Deployment, digest_inputs
from callnotes_local.deploy.failure import TEMPLATE, find_template_fault
from callnotes_local.deploy.sam import SamCli, write_profile
from callnotes_local.deployed.intrinsics import UnresolvedError
from callnotes_local.deployed.stack import DeployedStack, read_stack
from callnotes_local.deployment_check.check import check_deployment, count_verdicts, say_differences
from callnotes_local.doctor.state import examine_state
from callnotes_local.edge import handle as edge
from callnotes_local.edge.settings import EdgeSettings
from callnotes_local.emulator.functions.runtime import prepare_runtime
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.lifecycle.status import is_healthy
from callnotes_local.lifecycle.strays import end_strays
from callnotes_local.seed.seed import seed_cloud
from callnotes_local.system import process

DEFAULT_PORT = 3000
READY_SECONDS = 30.0


@dataclass(frozen=True)
class Up:
    """One run of `callnotes up`."""

    workspace: Workspace
    port: int
    progress: Progress
    options: emulator.StartOptions = field(default_factory=emulator.StartOptions)

    @property
    def origin(self) -> str:
        """The console's origin, which is the edge's own."""
        return f"http://{process.LOOPBACK}:{self.port}"

    def run(self) -> Cloud:
        """Bring everything up; on failure nothing that this run started stays."""
        with self.progress.step("check") as step:
            strays = end_strays(self.workspace)
            step.result = f"ended {strays} processes left by a killed command" if strays else "done"
            port = self._hold_port()
        before = emulator.attach(self.workspace.cloud)
        try:
            with port:
                cloud = self._prepare()
            self._serve(cloud)
        except BaseException:
            running = emulator.attach(self.workspace.cloud)
            if running and running != before:
                running.stop()
            raise
        return cloud

    def _hold_port(self) -> AbstractContextManager[object]:
        # Held until the edge takes it: who comes later learns at once that it is taken.
        running = edge.attach(self.workspace.edge)
        if running and running.settings.port == self.port:
            return nullcontext()
        try:
            return process.listen(self.port)
        except OSError as error:
            owner = process.find_port_owner(self.port)
            other = process.find_free_port(self.port + 1)
            raise CliError(
                f"Port {self.port} is taken.",
                f"{owner} listens there." if owner else f"{error.strerror}.",
                f"stop it, or run: callnotes up --port {other}",
                ExitCode.PORT_BUSY,
            ) from error

    def _prepare(self) -> Cloud:
        with self.progress.step("runtime"):
            prepare_runtime(self.workspace.runtime)
        with self.progress.step("local cloud") as step:
            cloud = self._start_cloud()
            write_profile(self.workspace, cloud.emulator)
            step.result = cloud.emulator.endpoint_url
        self._deploy(cloud)
        with self.progress.step("seed") as step:
            step.result = seed_cloud(cloud)
        return cloud

    def _start_cloud(self) -> Cloud:
        home = self.workspace.cloud
        try:
            return Cloud(emulator.start(home, self.workspace.runtime, self.options))
        except emulator.EmulatorError as error:
            what, why = "The local cloud did not start.", str(error)
            next_command = show_file(home / "emulator.log")
            state = examine_state(self.workspace)
            if state.remedy:
                why = f"{state.detail}."
                next_command = state.remedy.replace("callnotes up", same_command())
            raise CliError(what, why, next_command) from error

    def _deploy(self, cloud: Cloud) -> None:
        digest = digest_inputs(self.workspace.root, self.origin)
        last = Deployment.load(self.workspace.deployment)
        if last == Deployment(digest, _read_stack_id(cloud)):
            with self.progress.step("deploy") as step:
                step.result = "unchanged"
        else:
            self.workspace.deployment.unlink(missing_ok=True)
            sam = SamCli(self.workspace, cloud.emulator, self.origin)
            with self.progress.step("build"):
                sam.build()
            with self.progress.step("deploy"):
                sam.deploy()
        deployed = self._read_stack(cloud)
        with self.progress.step("complete") as step:
            number = complete_stack(deployed)
            create_archives(deployed)
            create_activities(deployed)
            step.result = f"{number} properties set that the emulator's deployment had dropped"
        with self.progress.step("compare") as step:
            rows = check_deployment(deployed)
            step.result = count_verdicts(rows)
        for line in say_differences(rows):
            self.progress.note(f"  {line}")
        self.progress.note(f"  each with its reason: {as_typed('callnotes doctor --deployment')}")
        Deployment(digest, _read_stack_id(cloud)).save(self.workspace.deployment)

    def _read_stack(self, cloud: Cloud) -> DeployedStack:
        # AWS refuses such a template; the emulator deploys it.
        try:
            return read_stack(STACK_NAME, cloud.clients)
        except UnresolvedError as error:
            what = f"template.yaml refers to {error}, which is not in it."
            fault = find_template_fault(self.workspace.root / TEMPLATE) or "AWS would refuse it."
            raise CliError(what, fault, f"correct template.yaml, then: {same_command()}") from error

    def _serve(self, cloud: Cloud) -> None:
        running = cloud.emulator
        api = f"{running.endpoint_url}/_aws/execute-api/{cloud.output('ApiId')}"
        settings = EdgeSettings(
            port=self.port,
            upstream=f"{api}/{STAGE_NAME}",
            secret=running.keys.run_secret,
            console_origin=self.origin,
            emulator=running.record,
        )
        with self.progress.step("edge") as step:
            edge.start(self.workspace.edge, settings)
            step.result = self.origin
        api_url = f"{self.origin}/v1"
        with self.progress.step("health"):
            if not process.wait_until(lambda: is_healthy(api_url), READY_SECONDS):
                why = f"{api_url}/health did not return 200 within {READY_SECONDS:.0f} s."
                next_command = show_file(self.workspace.cloud / "emulator.log")
                raise CliError("The API is not healthy.", why, next_command, ExitCode.NOT_RUNNING)


def choose_port(workspace: Workspace, asked: int | None) -> int:
    """The port asked for, else the one that this checkout is served on, else the usual one."""
    served = edge.attach(workspace.edge)
    return asked or (served.settings.port if served else DEFAULT_PORT)


def _read_stack_id(cloud: Cloud) -> str:
    stack = find_stack(cloud.clients.cloudformation, STACK_NAME)
    return stack["StackId"] if stack else ""
