"""Which account a command reaches: said before anything is done, and never reached by accident."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, override
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004

from callnotes_local import emulator
from callnotes_local.account.environments import Environment
from callnotes_local.as_typed import same_command
from callnotes_local.cloud.clients import Clients
from callnotes_local.emulator import ACCOUNT as LOCAL_ACCOUNT
from callnotes_local.errors import CliError, ExitCode

ENDPOINT = "AWS_ENDPOINT_URL"
AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
GUARDED_SERVICES = ("sts", "cloudformation", "s3")
RETRIES: Any = {"total_max_attempts": 5, "mode": "standard"}
CONFIG = Config(connect_timeout=5, read_timeout=60, retries=RETRIES)


class AccountClients(Clients):
    """Clients as this process's environment makes them: of the user's account, or an endpoint."""

    def __init__(self, region: str) -> None:
        # Its own: boto3's default session remembers the environment of its first use.
        self._session: Any = boto3.Session(region_name=region)

    @override
    def make_client(self, service: str) -> Any:
        return self._session.client(service, config=CONFIG)


@dataclass(frozen=True)
class Choice:
    """What the user said about the account."""

    endpoint_url: str | None = None
    account: str | None = None
    yes: bool = False


@dataclass(frozen=True)
class Access:
    """An account that was looked up, and the clients that reach it.

    The endpoint is that of a local cloud which the user named, None for AWS.
    """

    environment: Environment
    account: str
    arn: str
    clients: AccountClients
    endpoint_url: str | None

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
    for name in sorted(name for name in variables if name.startswith(ENDPOINT)):
        raise _redirected(name, variables[name], f"unset {name}")
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(variables)


def _check_endpoints(clients: AccountClients) -> None:
    try:
        urls = [clients.make_client(service).meta.endpoint_url for service in GUARDED_SERVICES]
    except BotoCoreError as error:
        raise _no_credentials(error) from error
    for url in urls:
        if not (urlsplit(url).hostname or "").endswith(AWS_DOMAINS):
            raise _redirected("Your AWS profile", url, "choose another AWS_PROFILE")


def _redirected(what: str, url: str, remedy: str) -> CliError:
    return CliError(
        f"{what} leads to {url}, not to AWS.",
        "A deployment goes to a local cloud only when the command itself says so.",
        f"{remedy}, or {same_command('--endpoint-url', url)}",
        ExitCode.USAGE,
    )


def _ask_who(clients: AccountClients) -> tuple[str, str]:
    try:
        identity = clients.make_client("sts").get_caller_identity()
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
    if (account == LOCAL_ACCOUNT) != bool(choice.endpoint_url):
        why = "A local cloud has that number only; a real account never has it."
        remedy = "the same command, with --endpoint-url for a local cloud only"
        raise CliError(f"The account is {account}.", why, remedy, ExitCode.USAGE)
    if choice.account and choice.account != account:
        what = f"The account is {account}, not {choice.account}."
        why = "Your AWS settings lead to another account than the command says."
        raise CliError(what, why, "choose another AWS_PROFILE", ExitCode.USAGE)
    if choice.yes and not choice.account:
        why = f"Without a confirmation the command must name the account; it would be {account}."
        remedy = same_command("--account", account)
        raise CliError("--yes needs --account.", why, remedy, ExitCode.USAGE)
