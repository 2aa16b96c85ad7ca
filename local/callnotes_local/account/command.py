"""`callnotes deploy` and `callnotes destroy`: the commands that reach a real account."""

from typing import Annotated

import typer
from rich.console import Console

from callnotes_local.account.access import Access, Choice, open_access
from callnotes_local.account.deploy import Deploy
from callnotes_local.account.destroy import Destroy, Extent
from callnotes_local.account.environments import read_environment
from callnotes_local.account.sam import AccountSam
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.system.lock import hold_lock
from callnotes_local.system.user_environment import user_variables

EnvironmentName = Annotated[str, typer.Argument(help="staging or prod, as in samconfig.toml.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing; needs --account.")]
AccountId = Annotated[str | None, typer.Option("--account", help="Refuse any other account.")]
EndpointUrl = Annotated[
    str | None, typer.Option("--endpoint-url", help="A local cloud instead of an account.")
]


def deploy(
    environment: EnvironmentName,
    yes: Yes = False,  # noqa: FBT002 (typer)
    account: AccountId = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Deploy to your AWS account: shows changes and prices, and asks, before it does anything."""
    workspace, console, progress = find_workspace(), Console(soft_wrap=True), Progress()
    access = _open(environment, Choice(endpoint_url, account, yes), progress)
    with hold_lock(workspace.state / "account"):
        Deploy(access, AccountSam(workspace, access), console, progress).run(yes=yes)


def destroy(  # noqa: PLR0913, PLR0917 (typer: one parameter for each option)
    environment: EnvironmentName,
    audit_trail: Annotated[  # noqa: FBT002 (typer)
        bool, typer.Option("--audit-trail", help="Remove the audit trail too.")
    ] = False,
    account_settings: Annotated[  # noqa: FBT002 (typer)
        bool,
        typer.Option(
            "--account-settings",
            help="Remove API Gateway's log role and SAM's bucket too, when nobody else needs them.",
        ),
    ] = False,
    unprotect: Annotated[  # noqa: FBT002 (typer)
        bool, typer.Option("--unprotect", help="Take away the deletion protection of prod.")
    ] = False,
    yes: Yes = False,  # noqa: FBT002 (typer)
    account: AccountId = None,
    endpoint_url: EndpointUrl = None,
) -> None:
    """Remove an environment from your AWS account, and prove that nothing is left."""
    workspace, console, progress = find_workspace(), Console(soft_wrap=True), Progress()
    extent = Extent(audit_trail, account_settings, unprotect)
    access = _open(environment, Choice(endpoint_url, account, yes), progress)
    with hold_lock(workspace.state / "account"):
        Destroy(access, extent, console, progress).run(yes=yes)


def _open(environment: str, choice: Choice, progress: Progress) -> Access:
    workspace = find_workspace()
    settings = read_environment(workspace.root, environment)
    access = open_access(settings, choice, user_variables(), workspace.cloud)
    progress.note(access.describe())
    return access
