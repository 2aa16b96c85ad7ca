"""Where a lab runs: on the local cloud, or in the learner's own AWS account when they say so."""

from dataclasses import dataclass
from typing import Literal

import typer

from callnotes_labs.catalogue import Lab
from callnotes_labs.errors import LabError
from callnotes_labs.stack import LabStack
from callnotes_labs.texts import Language, Text, same
from callnotes_local.account.access import ENDPOINT, Choice, open_access
from callnotes_local.account.environments import Environment
from callnotes_local.account.review import confirm
from callnotes_local.as_typed import same_command
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.errors import ExitCode
from callnotes_local.system.user_environment import user_variables

REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")


@dataclass(frozen=True)
class Target:
    """What the learner said about where; `yes` needs the account."""

    name: Literal["local", "aws"] = "local"
    region: str | None = None
    account: str | None = None
    yes: bool = False

    def open(self, workspace: Workspace, lab: Lab, language: Language) -> Clients:
        """Clients of the local cloud; or of an account, after it was shown and confirmed."""
        if self.name == "local":
            return attach_cloud(workspace).clients
        if lab.local_only:
            what = Text(f"{lab.id} runs locally only.", f"{lab.id}: 로컬에서만 실행합니다.")
            next_move = same(f"callnotes labs start {lab.id}")
            raise LabError(what, lab.local_only, next_move, ExitCode.USAGE)
        _check_endpoint()
        access = open_access(
            _describe_environment(lab, self._find_region()),
            Choice(None, self.account, self.yes),
            user_variables(),
            workspace.cloud,
        )
        typer.echo(access.describe(), err=True)
        typer.echo(lab.cost.say(language), err=True)
        LabStack.of(lab.id, access.clients).check_owner()
        question = Text("Use this account?", "이 계정을 쓸까요?").say(language)
        if not self.yes and not confirm(question, "yes"):
            what = Text("Nothing was done.", "아무것도 하지 않았습니다.")
            why = Text("You did not say yes.", "yes라고 답하지 않았습니다.")
            raise LabError(what, why, same(same_command()), ExitCode.INTERRUPTED)
        return access.clients

    def keep(self, clients: Clients) -> None:
        """Save what the local cloud has now."""
        if self.name == "local":
            clients.emulator.checkpoint()

    def _find_region(self) -> str:
        variables = user_variables()
        found = self.region or next((variables[n] for n in REGIONS if n in variables), None)
        if found is None:
            raise LabError(
                Text("Which region?", "어느 리전인가요?"),
                Text(
                    "A lab creates resources that cost money: no region is guessed.",
                    "실습은 비용이 드는 리소스를 만듭니다. 리전을 추측하지 않습니다.",
                ),
                same(same_command("--region", "us-east-1")),
                ExitCode.USAGE,
            )
        return found


def _check_endpoint() -> None:
    for name in user_variables():
        if name.startswith(ENDPOINT):
            raise LabError(
                Text(f"{name} leads away from AWS.", f"{name}이(가) AWS가 아닌 곳을 가리킵니다."),
                Text("--target aws means AWS itself.", "--target aws는 AWS 자체를 뜻합니다."),
                same(f"unset {name}"),
                ExitCode.USAGE,
            )


def _describe_environment(lab: Lab, region: str) -> Environment:
    stack = LabStack.name_of(lab.id)
    return Environment("labs", stack, region, artifacts=stack, parameters=(), other_stacks=())
