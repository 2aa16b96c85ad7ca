"""The partner's secret on a stack: messages are signed, and go on while it rotates."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from callnotes_local.command_line import secrets as commands
from callnotes_local.errors import CliError
from tests.partner import Server, serve_partner
from tests.stack.faulty import copy_function
from tests.stack.http import Json
from tests.stack.permissions import without_permission
from tests.stack.polling import eventually
from tests.stack.stack import Stack

# An address is kept by each execution environment for 5 seconds.
SEEN_SECONDS = 20
PLAIN = "from original import handler\n"


@pytest.fixture(scope="module")
def partner(stack: Stack) -> Iterator[Server]:
    with serve_partner() as server:
        server.accepted = [read_secret(stack)]
        set_address(stack, server.address)
        eventually(lambda: inform(stack) == {"informed": True}, SEEN_SECONDS)
        yield server
        set_address(stack, "none")


@pytest.fixture(autouse=True)
def attached(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "attach_cloud", lambda _: stack.cloud)


def set_address(stack: Stack, address: str) -> None:
    name = stack.physical_id("PartnerUrl")
    stack.clients.ssm.put_parameter(Name=name, Value=address, Overwrite=True)


def read_secret(stack: Stack) -> str:
    arn = stack.output("PartnerSecretArn")
    return str(stack.clients.secretsmanager.get_secret_value(SecretId=arn)["SecretString"])


def inform(stack: Stack, function: str | None = None) -> Json:
    event = {"action": "inform", "tenant": "hanbit", "escalation_id": "e1"}
    answer = stack.clients.functions.invoke(
        FunctionName=function or stack.physical_id("InformPartnerFunction"),
        Payload=json.dumps(event),
    )
    said: Json = json.load(answer["Payload"])
    return said


def rotate() -> Result:
    return CliRunner().invoke(commands.app, ["rotate"])


def why_not(outcome: Result) -> str:
    assert isinstance(outcome.exception, CliError), outcome.output
    return outcome.exception.why


def test_messages_arrive_before_during_and_after_a_rotation(stack: Stack, partner: Server) -> None:
    old = read_secret(stack)
    outcome = rotate()
    assert outcome.exit_code == 0, outcome.exception
    steps = [line.split()[0] for line in outcome.stdout.splitlines()]
    assert steps == ["createSecret", "setSecret", "testSecret", "finishSecret"]
    new = read_secret(stack)
    assert partner.accepted == [old, new] != [old, old]
    # The function still has the old one, until it is refused.
    assert inform(stack) == {"informed": True}
    partner.accepted = [new]
    assert inform(stack) == {"informed": True}


def test_a_rotation_that_failed_is_taken_up_again(stack: Stack, partner: Server) -> None:
    old, known = read_secret(stack), list(partner.accepted)
    partner.accepted = ["another"]
    failed = rotate()
    assert "setSecret: CredentialRefused" in why_not(failed)
    assert read_secret(stack) == old
    partner.accepted = known
    done = rotate()
    assert done.exit_code == 0, done.exception
    version_ids = {line.split()[1] for line in (failed.stdout + done.stdout).splitlines()}
    assert len(version_ids) == 1
    assert read_secret(stack) != old


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize(
    ("action", "step"),
    [
        ("secretsmanager:DescribeSecret", "createSecret"),
        ("secretsmanager:GetSecretValue", "createSecret"),
        ("secretsmanager:PutSecretValue", "createSecret"),
        ("secretsmanager:UpdateSecretVersionStage", "finishSecret"),
    ],
)
def test_without_a_permission_the_secret_stays(stack: Stack, action: str, step: str) -> None:
    before = read_secret(stack)
    with without_permission(stack, "rotate_secret", action):
        assert why_not(rotate()) == f"{step}: RotationFailed: ClientError"
    assert read_secret(stack) == before
    assert rotate().exit_code == 0


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize(
    ("variables", "expected"),
    [({}, {"informed": True}), ({"PARTNER_PATH": "/callnotes/another/partner"}, "TaskFailed")],
)
def test_a_role_reads_the_parameters_below_its_own_path_only(
    stack: Stack, variables: dict[str, str], expected: Json | str
) -> None:
    stack.clients.ssm.put_parameter(
        Name="/callnotes/another/partner/url", Value="none", Type="String", Overwrite=True
    )
    name = f"inform-{uuid4().hex[:12]}"
    copy_function(stack, "InformPartnerFunction", name, PLAIN, 15, **variables)
    try:
        said = inform(stack, name)
    finally:
        stack.clients.functions.delete_function(FunctionName=name)
    assert said.get("errorType", said) == expected
