"""`callnotes secrets rotate` without a local cloud: which steps are called, and what is printed."""

import io
import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from callnotes.domain.secret import STEPS
from callnotes_local.command_line import secrets as commands
from callnotes_local.errors import CliError

PENDING = "11111111-2222-3333-4444-555555555555"


@dataclass
class Deployed:
    """A rotation function and its secret; the function fails at one step."""

    labels: dict[str, list[str]] = field(default_factory=lambda: {"v0": ["AWSCURRENT"]})
    fails_at: str = ""
    events: list[dict[str, str]] = field(default_factory=list)
    checkpoints: int = 0

    def describe_secret(self, **_: str) -> dict[str, Any]:
        return {"VersionIdsToStages": self.labels}

    def invoke(self, **call: str) -> dict[str, Any]:
        assert call["FunctionName"] == "RotateSecretFunction"
        self.events.append(json.loads(call["Payload"]))
        if self.events[-1]["Step"] != self.fails_at:
            return {"Payload": io.BytesIO(b"{}")}
        said = {"errorType": "CredentialRefused", "errorMessage": "It is not known."}
        return {"FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(said).encode())}

    def checkpoint(self) -> None:
        self.checkpoints += 1


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Deployed:
    made = Deployed()
    clients = SimpleNamespace(secretsmanager=made, functions=made)
    cloud = SimpleNamespace(
        clients=clients, emulator=made, output=lambda name: f"arn:{name}", physical_id=str
    )
    monkeypatch.setattr(commands, "attach_cloud", lambda _: cloud)
    return made


def rotate() -> Result:
    return CliRunner().invoke(commands.app, ["rotate"])


def test_the_four_steps_are_called_for_one_new_version(deployed: Deployed) -> None:
    lines = rotate().stdout.splitlines()
    assert [event["Step"] for event in deployed.events] == list(STEPS)
    assert {event["SecretId"] for event in deployed.events} == {"arn:PartnerSecretArn"}
    (version_id,) = {event["ClientRequestToken"] for event in deployed.events}
    assert len(version_id) == 36
    assert lines == [f"{step:14}{version_id}" for step in STEPS]
    assert deployed.checkpoints == 1


def test_a_pending_version_is_taken_up_again(deployed: Deployed) -> None:
    deployed.labels[PENDING] = ["AWSPENDING"]
    rotate()
    assert {event["ClientRequestToken"] for event in deployed.events} == {PENDING}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_ends_the_rotation(deployed: Deployed, step: str) -> None:
    deployed.fails_at = step
    outcome = rotate()
    error = outcome.exception
    assert isinstance(error, CliError)
    assert error.why == f"{step}: CredentialRefused: It is not known."
    assert len(outcome.stdout.splitlines()) == STEPS.index(step)
    assert deployed.checkpoints == 1
