"""The real SAM CLI, bound to the local cloud: no account, no telemetry, no version check."""

import json
import os
import platform
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.cloud import STACK_NAME
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.deploy.failure import failed_sam, find_stack_failure
from callnotes_local.deploy.profile import write_profile
from callnotes_local.emulator import Emulator
from callnotes_local.system import process

CONFIG_ENVIRONMENT = "local"
ARM = ("arm64", "aarch64")


@dataclass(frozen=True)
class SamCli:
    """Runs `sam` in the checkout; what it prints goes to a log."""

    workspace: Workspace
    emulator: Emulator
    console_origin: str

    def build(self) -> None:
        """Build what is deployed here."""
        folders = self.workspace.build, self.workspace.build_cache
        arguments = ["--build-dir", str(folders[0]), "--cache-dir", str(folders[1])]
        self._run("build", arguments)

    def deploy(self) -> None:
        """Deploy what was built."""
        template = self.workspace.build / "template.yaml"
        arguments = ["--no-progressbar", "--template-file", str(template)]
        self._run("deploy", arguments)

    def _run(self, command: str, arguments: list[str]) -> None:
        log_file = self.workspace.logs / f"sam-{command}.log"
        log_file.parent.mkdir(parents=True, exist_ok=True)
        self.workspace.temporary.mkdir(parents=True, exist_ok=True)
        sam = Path(sys.executable).with_name("sam")
        try:
            with log_file.open("wb") as log:
                status = process.run_child(
                    [str(sam), command, *self._configuration(), *arguments],
                    self.workspace.root,
                    log,
                    self._environment(),
                )
        finally:
            shutil.rmtree(self.workspace.temporary, ignore_errors=True)
        if status:
            stack = self._stack_failure() if command == "deploy" else None
            raise failed_sam(command, self.workspace.root, log_file, stack)

    def _stack_failure(self) -> str | None:
        client = Clients(self.emulator).cloudformation
        return find_stack_failure(STACK_NAME, client)

    def _configuration(self) -> list[str]:
        # By name: next to the built template, where SAM would look, there is none.
        file = self.workspace.root / "samconfig.toml"
        configuration = ["--config-file", str(file), "--config-env", CONFIG_ENVIRONMENT]
        return [*configuration, "--parameter-overrides", *self._parameters()]

    def _parameters(self) -> list[str]:
        parameters = ["Environment=local", f"ConsoleOrigin={self.console_origin}"]
        # Functions run on this machine's own processor.
        is_arm = platform.machine().lower() in ARM
        return [*parameters, "Architecture=arm64"] if is_arm else parameters

    def _environment(self) -> dict[str, str]:
        write_profile(self.workspace, self.emulator)
        programs = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
        own = {
            "PATH": os.pathsep.join(programs),
            "PYTHONPATH": "",
            "TMPDIR": str(self.workspace.temporary),
            "SAM_CLI_TELEMETRY": "0",
            # The build reads samconfig.toml, and cannot see what a command line adds.
            "CALLNOTES_PARAMETERS": " ".join(self._parameters()),
            "__SAM_CLI_APP_DIR": str(self._prepare_application_folder()),
        }
        client = self.emulator.client_environment()
        return process.clean_environment(client | own | self._profile_files())

    def _profile_files(self) -> dict[str, str]:
        path = str(self.workspace.aws_config)
        return {"AWS_CONFIG_FILE": path, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}

    def _prepare_application_folder(self) -> Path:
        # The user's own folder stays as it is, and a fresh date there spares the version check.
        folder = self.workspace.state / "sam"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "metadata.json").write_text(json.dumps({"lastVersionCheck": time.time()}))
        return folder
