"""No account is reached by accident, and no local cloud either."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from callnotes_local import emulator
from callnotes_local.account import access
from callnotes_local.account.access import Choice, open_access
from callnotes_local.account.environments import Environment, read_environment
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.emulator import Emulator
from callnotes_local.emulator.access.keys import read_keys, renew_keys
from callnotes_local.errors import CliError
from callnotes_local.system.process import ProcessRecord

REAL, LOCAL = "123456789012", "000000000000"
LOCAL_URL = "http://127.0.0.1:4566"


@pytest.fixture
def staging() -> Environment:
    return read_environment(find_workspace().root, "staging")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of the checkout's local cloud, which is up."""
    renew_keys(tmp_path)
    running = Emulator(tmp_path, ProcessRecord(pid=1, created=0.0, port=4566))
    monkeypatch.setattr(emulator, "attach", lambda _: running)
    return tmp_path


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """What a command does to its environment ends with the test."""
    kept = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(kept)


def reach(
    monkeypatch: pytest.MonkeyPatch,
    staging: Environment,
    choice: Choice,
    account: str = REAL,
    variables: Mapping[str, str] | None = None,
) -> access.Access:
    """Open the access while STS says that this is the account."""
    arn = f"arn:aws:iam::{account}:user/somebody"
    monkeypatch.setattr(access, "_ask_who", lambda *_: (account, arn))
    keys = {"AWS_ACCESS_KEY_ID": "example", "AWS_SECRET_ACCESS_KEY": "example"}
    return open_access(staging, choice, variables or keys, Path())


def test_the_user_sees_where_a_command_goes(
    monkeypatch: pytest.MonkeyPatch, staging: Environment
) -> None:
    opened = reach(monkeypatch, staging, Choice())
    assert REAL in opened.describe()
    assert "us-east-1" in opened.describe()
    assert "callnotes-staging" in opened.describe()


def test_an_endpoint_in_the_environment_is_no_account(
    monkeypatch: pytest.MonkeyPatch, staging: Environment
) -> None:
    with pytest.raises(CliError, match="AWS_ENDPOINT_URL leads to"):
        reach(monkeypatch, staging, Choice(), variables={"AWS_ENDPOINT_URL": LOCAL_URL})


def test_an_endpoint_of_one_service_is_no_account(
    monkeypatch: pytest.MonkeyPatch, staging: Environment
) -> None:
    with pytest.raises(CliError, match="AWS_ENDPOINT_URL_S3 leads to"):
        reach(monkeypatch, staging, Choice(), variables={"AWS_ENDPOINT_URL_S3": LOCAL_URL})


def test_a_profile_with_an_endpoint_is_no_account(
    monkeypatch: pytest.MonkeyPatch, staging: Environment, tmp_path: Path
) -> None:
    profile = tmp_path / "config"
    profile.write_text(f"[profile cloud]\nendpoint_url = {LOCAL_URL}\n")
    variables = {"AWS_CONFIG_FILE": str(profile), "AWS_PROFILE": "cloud"}
    with pytest.raises(CliError, match="Your AWS profile leads to"):
        reach(monkeypatch, staging, Choice(), variables=variables)


@pytest.mark.parametrize("url", ["https://sts.amazonaws.com", "http://127.0.0.1:4567"])
def test_a_named_endpoint_is_the_local_cloud_of_the_checkout(
    monkeypatch: pytest.MonkeyPatch, staging: Environment, url: str
) -> None:
    with pytest.raises(CliError, match="not the local cloud of this checkout"):
        reach(monkeypatch, staging, Choice(endpoint_url=url))


def test_the_users_keys_do_not_travel_to_a_local_cloud(
    monkeypatch: pytest.MonkeyPatch, staging: Environment, home: Path
) -> None:
    reach(monkeypatch, staging, Choice(endpoint_url=LOCAL_URL), account=LOCAL)
    assert os.environ["AWS_ACCESS_KEY_ID"] == read_keys(home).access_key_id
    assert os.environ["AWS_ENDPOINT_URL"] == LOCAL_URL


@pytest.mark.parametrize(
    ("choice", "account", "refusal"),
    [
        (Choice(), LOCAL, "The account is 000000000000"),
        (Choice(endpoint_url=LOCAL_URL), REAL, "The account is 123456789012"),
        (Choice(account="210987654321"), REAL, "not 210987654321"),
        (Choice(yes=True), REAL, "--yes needs --account"),
        (Choice(LOCAL_URL, yes=True), LOCAL, "--yes needs --account"),
    ],
)
def test_a_doubtful_account_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    staging: Environment,
    choice: Choice,
    account: str,
    refusal: str,
) -> None:
    with pytest.raises(CliError, match=refusal):
        reach(monkeypatch, staging, choice, account)


def test_names_of_another_stack_are_not_ours() -> None:
    def environment(stack: str, *others: str) -> Environment:
        return Environment("any", stack, "us-east-1", "", (), others)

    assert environment("callnotes", "callnotes-prod").owns("callnotes-Table-1")
    assert not environment("callnotes", "callnotes-prod").owns("callnotes-prod-Table-1")
    assert not environment("callnotes-prod").owns("callnotes-product")


@pytest.mark.parametrize("name", ["local", "default", "nowhere"])
@pytest.mark.parametrize("command", ["deploy", "destroy"])
def test_only_environments_of_an_account_are_known(command: str, name: str) -> None:
    program = Path(sys.executable).with_name("callnotes")
    done = subprocess.run(
        [program, command, name, "--yes"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "why:" in done.stderr
    assert re.search(r"next: \S*callnotes ", done.stderr)
