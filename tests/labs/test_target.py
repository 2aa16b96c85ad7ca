"""`--target aws`: asked for and confirmed, never by accident; the same code with other clients.

No account is used: the clients are stubs, or an account's that lead to the tests' local cloud.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import MagicMock

import pytest
from botocore.exceptions import ClientError

from callnotes_labs import stack as stacks
from callnotes_labs import target as targets
from callnotes_labs.bench import Bench
from callnotes_labs.catalogue import Lab, find_lab, list_labs
from callnotes_labs.code_bucket import CodeBucket
from callnotes_labs.errors import LabError
from callnotes_labs.session import Session
from callnotes_labs.stack import AWS_PACE, TAG, LabStack
from callnotes_labs.target import Target
from callnotes_local.account.access import AccountClients
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.emulator import ACCOUNT, REGION, Emulator
from tests.labs.test_pages import is_in_both_languages

LABS = list_labs()
LAB = find_lab(LABS, "least_privilege")
ONLY_LOCAL = find_lab(LABS, "stream_records")
REAL = "123456789012"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of open_access, which finds an account without stacks."""
    asked: list[Any] = []

    def open_access(environment: Any, choice: Any, *_: object) -> Any:
        asked.append((environment.stack, environment.region, choice.account, choice.yes))
        return SimpleNamespace(describe=lambda: f"account {REAL}", clients=MagicMock())

    monkeypatch.setattr(targets, "open_access", open_access)
    monkeypatch.setattr(stacks, "find_stack", lambda *_: None)
    return asked


def open_target(target: Target, lab: Lab = LAB) -> Clients:
    return target.open(Workspace(Path("nowhere")), lab, "en")


@pytest.mark.parametrize("answer", [True, False])
def test_account_and_cost_are_shown_before_the_question(
    opened: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    answer: bool,  # noqa: FBT001
) -> None:  # fmt: skip
    shown: list[str] = []

    def confirm(*_: object) -> bool:
        shown.append(capsys.readouterr().err)
        return answer

    monkeypatch.setattr(targets, "confirm", confirm)
    if answer:
        open_target(Target("aws", REGION))
    else:
        with pytest.raises(LabError, match="Nothing was done"):
            open_target(Target("aws", REGION))
    assert shown == [f"account {REAL}\n{LAB.cost.en}\n"]
    assert opened == [("lab-least-privilege", REGION, None, False)]


def test_nothing_is_asked_with_yes_and_an_account(
    opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(targets, "confirm")
    open_target(Target("aws", REGION, REAL, yes=True))
    assert opened == [("lab-least-privilege", REGION, REAL, True)]


def test_lab_for_the_local_cloud_only_says_why_before_an_account_is_reached(
    opened: list[Any],
) -> None:
    with pytest.raises(LabError) as refused:
        open_target(Target("aws", REGION), ONLY_LOCAL)
    assert "reads its stream after up to a minute" in refused.value.why.en
    assert opened == []


@pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_region_is_that_of_the_shell_and_never_guessed(
    opened: list[Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    variables = {name: "eu-north-1"}
    monkeypatch.setattr(targets, "user_variables", lambda: variables)
    open_target(Target("aws", account=REAL, yes=True))
    assert opened[0][1] == "eu-north-1"
    variables.clear()
    with pytest.raises(LabError, match="no region is guessed"):
        open_target(Target("aws", account=REAL, yes=True))


def test_endpoint_of_the_shell_is_refused(
    opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "user_variables", lambda: {"AWS_ENDPOINT_URL_S3": "http://x"})
    with pytest.raises(LabError, match="unset AWS_ENDPOINT_URL_S3"):
        open_target(Target("aws", REGION, REAL, yes=True))
    assert opened == []


def test_stack_of_somebody_else_is_not_touched(
    opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stacks, "find_stack", lambda *_: {"Tags": [{"Key": "team", "Value": "x"}]})
    with pytest.raises(LabError, match=f"It has no tag {TAG}"):
        open_target(Target("aws", REGION, REAL, yes=True))
    assert opened


def refuse(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "CreateBucket")


def test_bucket_of_an_account_is_its_own_in_its_region() -> None:
    s3 = MagicMock()
    s3.create_bucket.side_effect = refuse("BucketAlreadyOwnedByYou")
    stored = CodeBucket(s3, REAL, "ap-northeast-2").store("lab-x/1.zip", b"")
    name = f"callnotes-labs-{REAL}-ap-northeast-2"
    assert stored == {"S3Bucket": name, "S3Key": "lab-x/1.zip"}
    place = {"LocationConstraint": "ap-northeast-2"}
    s3.create_bucket.assert_called_once_with(Bucket=name, CreateBucketConfiguration=place)
    assert s3.put_object.call_args.kwargs["ExpectedBucketOwner"] == REAL


def test_bucket_of_somebody_else_is_not_written_to() -> None:
    s3 = MagicMock()
    s3.create_bucket.side_effect = refuse("BucketAlreadyExists")
    with pytest.raises(ClientError):
        CodeBucket(s3, REAL, "us-east-1").store("lab-x/1.zip", b"")
    s3.create_bucket.assert_called_once_with(Bucket=f"callnotes-labs-{REAL}-us-east-1")
    s3.put_object.assert_not_called()


@pytest.mark.parametrize("left", [0, 1])
def test_bucket_of_an_account_goes_with_the_last_lab(left: int) -> None:
    s3 = MagicMock()
    s3.list_objects_v2.return_value = {"KeyCount": left}
    CodeBucket(s3, REAL, "us-east-1").remove("lab-x/")
    assert s3.delete_bucket.called == (left == 0)


def test_api_of_an_account_is_called_at_its_regions_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[str] = []
    monkeypatch.setattr("callnotes_labs.bench.call_url", lambda url, **_: called.append(url))
    clients = AccountClients("eu-north-1")
    lab_stack = LabStack("lab-x", clients, CodeBucket(cast("Any", None)), AWS_PACE)
    lab_stack.__dict__["outputs"] = {"Api": "abc123"}
    Bench(lab_stack).call_api("Api", "/me")
    assert called == ["https://abc123.execute-api.eu-north-1.amazonaws.com/lab/me"]


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)
def test_each_lab_says_what_it_costs_or_why_it_is_local(lab: Lab) -> None:
    assert is_in_both_languages(lab.local_only or lab.cost)


@pytest.fixture
def account(lab_cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> AccountClients:
    """An account's clients that the shell's variables lead to the local cloud of the tests."""
    for name, value in lab_cloud.client_environment().items():
        monkeypatch.setenv(name, value)
    return AccountClients(REGION)


def test_lab_is_started_checked_and_reset_with_an_accounts_clients(
    folder: Path, account: AccountClients
) -> None:
    session = Session(LAB, folder)
    session.start(account)
    deployed = LabStack.of(LAB.id, account)
    assert (deployed.pace, deployed.bucket.name) == (AWS_PACE, f"callnotes-labs-{ACCOUNT}-{REGION}")
    deployed.check_owner()
    assert not all(finding.passed for finding in session.check(account))
    session.copy.lay_over("solution")
    assert all(finding.passed for finding in session.check(account))
    session.reset(account)
    assert not deployed.exists
    names = [bucket["Name"] for bucket in account.s3.list_buckets()["Buckets"]]
    assert deployed.bucket.name not in names
