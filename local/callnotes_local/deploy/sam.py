"""The real SAM CLI, and how it is bound to the local cloud: no account, no version check."""

import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.cloud import STACK_NAME
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.deploy.failure import failed_sam, find_stack_failure
from callnotes_local.emulator import REGION, Emulator
from callnotes_local.system import private_files, process

ARM = ("arm64", "aarch64")
# For SAM, the AWS CLI, and every SDK.
PROFILE = """[profile callnotes-local]
region = {region}
endpoint_url = {endpoint_url}
aws_access_key_id = {keys.access_key_id}
aws_secret_access_key = {keys.secret_access_key}
"""


@dataclass(frozen=True)
class Sam:
    """Runs `sam` in the checkout for one environment of samconfig.toml; its output goes to a log.

    Before all but SAM's own error, `find_failure` says why a command failed.
    """

    root: Path
    logs: Path
    environment: str
    parameters: Sequence[str]
    variables: Mapping[str, str]

    def run(
        self, command: str, *arguments: str, find_failure: Callable[[], str | None] = lambda: None
    ) -> Path:
        """Run a command to its end and return its log."""
        # By name: next to the built template, where SAM would look, there is no such file.
        configuration = ["--config-file", str(self.root / "samconfig.toml")]
        configuration += ["--config-env", self.environment]
        configuration += ["--parameter-overrides", *self.parameters]
        # SAM leaves its temporary folders behind: they go with this one.
        temporary, programs = self.logs / "tmp", Path(sys.executable).parent
        temporary.mkdir(parents=True, exist_ok=True)
        variables = {
            **self.variables,
            "PATH": os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)]),
            "TMPDIR": str(temporary),
            "SAM_CLI_TELEMETRY": "0",
        }
        line = [str(programs / "sam"), command, *configuration, *arguments]
        log_file = self.logs / f"sam-{command}.log"
        try:
            with log_file.open("wb") as log:
                failed = process.run_child(line, self.root, log, variables)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        if failed:
            raise failed_sam(command, self.root, log_file, find_failure())
        return log_file


@dataclass(frozen=True)
class SamCli:
    """SAM CLI for the local cloud."""

    workspace: Workspace
    emulator: Emulator
    console_origin: str

    def build(self) -> None:
        """Build what is deployed here."""
        folders = self.workspace.build, self.workspace.build_cache
        self._sam.run("build", "--build-dir", str(folders[0]), "--cache-dir", str(folders[1]))

    def deploy(self) -> None:
        """Deploy what was built."""
        template = str(self.workspace.build / "template.yaml")
        client = Clients(self.emulator).cloudformation
        self._sam.run(
            *("deploy", "--no-progressbar", "--template-file", template),
            find_failure=lambda: find_stack_failure(STACK_NAME, client),
        )

    @property
    def _sam(self) -> Sam:
        root, logs = self.workspace.root, self.workspace.logs
        return Sam(root, logs, "local", self._parameters(), self._environment())

    def _parameters(self) -> list[str]:
        parameters = ["Environment=local", f"ConsoleOrigin={self.console_origin}"]
        # Functions run on this machine's own processor.
        is_arm = platform.machine().lower() in ARM
        return [*parameters, "Architecture=arm64"] if is_arm else parameters

    def _environment(self) -> dict[str, str]:
        write_profile(self.workspace, self.emulator)
        # The user's own folder stays as it is, and a fresh date there spares the version check.
        folder = self.workspace.state / "sam"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "metadata.json").write_text(json.dumps({"lastVersionCheck": time.time()}))
        own = {
            "AWS_CONFIG_FILE": str(self.workspace.aws_config),
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "PYTHONPATH": "",
            # The build reads samconfig.toml, and cannot see what a command line adds.
            "CALLNOTES_PARAMETERS": " ".join(self._parameters()),
            "__SAM_CLI_APP_DIR": str(folder),
        }
        return process.clean_environment(self.emulator.client_environment() | own)


def write_profile(workspace: Workspace, emulator: Emulator) -> None:
    """Write where the local cloud listens, and the keys of its administrator."""
    text = PROFILE.format(region=REGION, endpoint_url=emulator.endpoint_url, keys=emulator.keys)
    private_files.write_text(workspace.aws_config, text)
