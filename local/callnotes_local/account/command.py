"""`callnotes deploy` and `callnotes destroy`: the commands that reach a real account."""

from collections.abc import Iterator
from contextlib import contextmanager
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
    with _opened(environment, Choice(endpoint_url, account, yes)) as (access, console, progress):
        Deploy(access, AccountSam(find_workspace(), access), console, progress).run(yes=yes)


def destroy(  # noqa: PLR0913, PLR0917 (typer: one parameter for each option)
    environment: EnvironmentName,
    audit_trail: Annotated[  # noqa: FBT002 (typer)
        bool, typer.Option("--audit-trail", help="Remove the audit trail too.")
    ] = False,
    account_settings: Annotated[  # noqa: FBT002 (typer)
        bool,
        typer.Option(
            "--account-settings",
            help="Remove API Gateway's log role and SAM's bucket too, unless something needs them.",
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
    extent = Extent(audit_trail, account_settings, unprotect)
    with _opened(environment, Choice(endpoint_url, account, yes)) as (access, console, progress):
        Destroy(access, extent, console, progress).run(yes=yes)


@contextmanager
def _opened(environment: str, choice: Choice) -> Iterator[tuple[Access, Console, Progress]]:
    workspace, progress = find_workspace(), Progress()
    settings = read_environment(workspace.root, environment)
    access = open_access(settings, choice, user_variables(), workspace.cloud)
    progress.note(access.describe())
    with hold_lock(workspace.state / "account"):
        yield access, Console(soft_wrap=True), progress
