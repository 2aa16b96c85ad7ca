"""The real SAM CLI for an account: builds what ships, uploads it, and makes a change set of it."""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from callnotes_local.account.access import Access
from callnotes_local.account.log_role import find_other_log_role
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.deploy.failure import failed_sam
from callnotes_local.system.process import run_child

CHANGE_SET = re.compile(r"arn:[\w-]+:cloudformation:\S+:changeSet/\S+")


@dataclass(frozen=True)
class AccountSam:
    """Runs `sam` in the checkout; what it prints goes to a log."""

    workspace: Workspace
    access: Access

    @property
    def folder(self) -> Path:
        """Where this environment is built; logs are kept there."""
        return self.workspace.state / "account" / self.access.environment.name

    @cached_property
    def other_log_role(self) -> str | None:
        """The account's role for the gateway's logs, when it is not ours."""
        return find_other_log_role(self.access)

    def build(self) -> None:
        """Build for Lambda, not for this machine."""
        self._run("build", "--build-dir", str(self.folder / "build"), "--parallel")

    def create_change_set(self) -> str | None:
        """Upload and compare; return the change set, or None when nothing would change."""
        log_file = self._run(
            "deploy",
            "--template-file",
            str(self.folder / "build" / "template.yaml"),
            "--no-execute-changeset",
            "--no-confirm-changeset",
            "--no-progressbar",
        )
        found = CHANGE_SET.findall(log_file.read_text(errors="replace"))
        return found[-1] if found else None

    def _run(self, command: str, *arguments: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        log_file = self.folder / f"sam-{command}.log"
        with TemporaryDirectory(prefix="callnotes-") as temporary, log_file.open("wb") as log:
            sam = str(Path(sys.executable).with_name("sam"))
            status = run_child(
                [sam, command, *self._settings(), *arguments],
                self.workspace.root,
                log,
                _environment(temporary),
            )
        if status:
            raise failed_sam(command, self.workspace.root, log_file)
        return log_file

    def _settings(self) -> list[str]:
        file = str(self.workspace.root / "samconfig.toml")
        environment = self.access.environment
        parameters = ["--parameter-overrides", *environment.parameters, *self._extra_parameters()]
        return ["--config-file", file, "--config-env", environment.name, *parameters]

    def _extra_parameters(self) -> Iterator[str]:
        # X-Ray is no service of the local cloud.
        if self.access.is_local:
            yield "ManageTracingPolicy=false"
        if self.other_log_role:
            yield "ManageApiGatewayAccount=false"


def _environment(temporary: str) -> dict[str, str]:
    # SAM leaves its temporary folders behind: they go with this one.
    programs = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    own = {"PATH": os.pathsep.join(programs), "TMPDIR": temporary, "SAM_CLI_TELEMETRY": "0"}
    return dict(os.environ) | own
