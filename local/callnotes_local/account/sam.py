"""The real SAM CLI for an account: builds what ships, uploads it, and makes a change set of it."""

import os
import re
from dataclasses import dataclass
from functools import cached_property

from callnotes_local.account.access import Access
from callnotes_local.account.retained import find_other_log_role
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.deploy.sam import Sam

CHANGE_SET = re.compile(r"arn:[\w-]+:cloudformation:\S+:changeSet/\S+")


@dataclass(frozen=True)
class AccountSam:
    """SAM CLI for one environment of an account."""

    workspace: Workspace
    access: Access

    @cached_property
    def other_log_role(self) -> str | None:
        """The account's role for the gateway's logs, when it is not ours."""
        return find_other_log_role(self.access)

    def build(self) -> None:
        """Build for Lambda, not for this machine."""
        self._sam.run("build", "--build-dir", str(self._sam.logs / "build"), "--parallel")

    def create_change_set(self) -> str | None:
        """Upload and compare; return the change set, or None when nothing would change."""
        log_file = self._sam.run(
            *("deploy", "--template-file", str(self._sam.logs / "build" / "template.yaml")),
            *("--no-execute-changeset", "--no-confirm-changeset", "--no-progressbar"),
        )
        found = CHANGE_SET.findall(log_file.read_text(errors="replace"))
        return found[-1] if found else None

    @property
    def _sam(self) -> Sam:
        environment = self.access.environment
        folder = self.workspace.state / "account" / environment.name
        parameters = [*environment.parameters]
        # CloudFormation of the local cloud does not know these, and AWS's layers are not there.
        if self.access.endpoint_url:
            parameters += ["ManageTracingPolicy=false", "AppConfigExtensionArn=none"]
            parameters += ["SampleRequests=false", "SaveQueries=false"]
            parameters += ["RotateSecrets=false", "ArchiveDays=0", "CreateActivities=false"]
        if self.other_log_role:
            parameters += ["ManageApiGatewayAccount=false"]
        return Sam(self.workspace.root, folder, environment.name, parameters, os.environ)
