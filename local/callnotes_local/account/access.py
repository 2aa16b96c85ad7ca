"""Which account a command reaches: said before anything is done, and never reached by accident."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004

from callnotes_local import emulator
from callnotes_local.account.clients import AccountClients
from callnotes_local.account.environments import Environment
from callnotes_local.as_typed import same_command
from callnotes_local.emulator import ACCOUNT as LOCAL_ACCOUNT
from callnotes_local.errors import CliError, ExitCode

ENDPOINT = "AWS_ENDPOINT_URL"
AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
GUARDED_SERVICES = ("sts", "cloudformation", "s3")


@dataclass(frozen=True)
class Choice:
    """What the user said about the account."""

    endpoint_url: str | None = None
    account: str | None = None
    yes: bool = False


@dataclass(frozen=True)
class Access:
    """An account that was looked up, and the clients that reach it."""

    environment: Environment
    account: str
    arn: str
    clients: AccountClients
    endpoint_url: str | None

    @property
    def is_local(self) -> bool:
        """Whether this is a local cloud that the user named."""
        return self.endpoint_url is not None

    def describe(self) -> str:
        """One line: where, and as whom."""
        where = f"the local cloud at {self.endpoint_url}" if self.endpoint_url else "AWS"
        return (
            f"account {self.account} as {self.arn}, region {self.environment.region},"
            f" stack {self.environment.stack}, on {where}"
        )


def open_access(
    environment: Environment, choice: Choice, variables: Mapping[str, str], cloud_home: Path
) -> Access:
    """Find out which account, or the local cloud below a home, is reached; refuse every doubt."""
    if choice.endpoint_url:
        _point_to_local_cloud(choice.endpoint_url, cloud_home)
    else:
        _point_to_account(variables)
    clients = AccountClients(environment.region)
    if not choice.endpoint_url:
        _check_endpoints(clients)
    account, arn = _ask_who(clients)
    _check_account(account, choice)
    return Access(environment, account, arn, clients, choice.endpoint_url)


def _point_to_local_cloud(endpoint_url: str, home: Path) -> None:
    running = emulator.attach(home)
    if running is None or running.endpoint_url != endpoint_url:
        raise CliError(
            f"{endpoint_url} is not the local cloud of this checkout.",
            "--endpoint-url is for that one, as `callnotes status` shows it.",
            "callnotes status",
            ExitCode.USAGE,
        )
    # Keys of the user do not even travel there.
    os.environ.update(running.client_environment())


def _point_to_account(variables: Mapping[str, str]) -> None:
    redirecting = sorted(name for name in variables if name.startswith(ENDPOINT))
    if redirecting:
        name = redirecting[0]
        raise CliError(
            f"{name} leads to {variables[name]}, not to AWS.",
            "A deployment goes to a local cloud only when the command itself says so.",
            f"unset {name}, or {same_command('--endpoint-url', variables[name])}",
            ExitCode.USAGE,
        )
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(variables)


def _check_endpoints(clients: AccountClients) -> None:
    try:
        urls = [clients.client(service).meta.endpoint_url for service in GUARDED_SERVICES]
    except BotoCoreError as error:
        raise _no_credentials(error) from error
    for url in urls:
        if not (urlsplit(url).hostname or "").endswith(AWS_DOMAINS):
            raise CliError(
                f"Your AWS profile leads to {url}, not to AWS.",
                "A deployment goes to a local cloud only when the command itself says so.",
                f"choose another AWS_PROFILE, or {same_command('--endpoint-url', url)}",
                ExitCode.USAGE,
            )


def _ask_who(clients: AccountClients) -> tuple[str, str]:
    try:
        identity = clients.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise _no_credentials(error) from error
    return identity["Account"], identity["Arn"]


def _no_credentials(error: Exception) -> CliError:
    away = isinstance(error, (ConnectionError, HTTPClientError))
    return CliError(
        "AWS cannot be reached." if away else "AWS does not know who you are.",
        str(error),
        "check your network" if away else "aws sso login, aws configure, or export AWS_PROFILE",
    )


def _check_account(account: str, choice: Choice) -> None:
    is_local = account == LOCAL_ACCOUNT
    if is_local != bool(choice.endpoint_url):
        raise CliError(
            f"The account is {account}.",
            "A local cloud has that number only; a real account never has it.",
            "the same command, with --endpoint-url for a local cloud only",
            ExitCode.USAGE,
        )
    if choice.account and choice.account != account:
        raise CliError(
            f"The account is {account}, not {choice.account}.",
            "Your AWS settings lead to another account than the command says.",
            "choose another AWS_PROFILE",
            ExitCode.USAGE,
        )
    if choice.yes and not choice.account:
        raise CliError(
            "--yes needs --account.",
            f"Nobody is asked, so the command must name the account; it would be {account}.",
            same_command("--account", account),
            ExitCode.USAGE,
        )
