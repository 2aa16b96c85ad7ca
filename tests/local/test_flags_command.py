"""`callnotes flags` without a local cloud: what is deployed, what is printed, what is refused."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from callnotes_local.command_line import flags as commands
from callnotes_local.errors import CliError
from tests.flag_documents import make_document
from tests.template import ROOT

type Json = dict[str, Any]


@dataclass
class Deployed:
    """The flags of a stack, in memory."""

    documents: list[Json]
    strategies: list[str] = field(default_factory=list)

    def __call__(self, _cloud: object) -> "Deployed":
        return self

    @property
    def deployment(self) -> Json:
        label = f"v{len(self.documents)}"
        return {"VersionLabel": label, "State": "COMPLETE", "PercentageComplete": 100.0}

    def read_document(self) -> Json:
        document: Json = json.loads(json.dumps(self.documents[-1]))
        return document

    def deploy(self, document: bytes, strategy: str) -> Iterator[Json]:
        self.documents.append(json.loads(document))
        self.strategies.append(strategy)
        for percentage in (0.0, 20.0, 20.0):
            yield self.deployment | {"State": "DEPLOYING", "PercentageComplete": percentage}
        yield self.deployment

    def roll_back(self) -> None:
        self.documents.pop()


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Deployed:
    found = Deployed(
        [json.loads(make_document(dictation={"enabled": True, "tenants": ["hanbit"]}))]
    )
    cloud = SimpleNamespace(emulator=SimpleNamespace(checkpoint=lambda: None))
    monkeypatch.setattr(commands, "attach_cloud", lambda _: cloud)
    monkeypatch.setattr(commands, "Flags", found)
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands.app, arguments)


def test_show_names_the_deployment_and_every_flag(deployed: Deployed) -> None:
    lines = run("show").stdout.splitlines()
    assert lines[0] == "v1  COMPLETE  100 %"
    assert [line.split()[0] for line in lines[1:]] == [
        "premium_callback",
        "dictation",
        "new_escalation",
    ]
    assert lines[1].endswith('{"enabled": false}')
    assert len(deployed.documents) == 1


def test_show_as_json_is_the_deployed_document(deployed: Deployed) -> None:
    assert json.loads(run("show", "--json").stdout) == deployed.documents[0]


def test_rollout_changes_the_percentage_and_keeps_the_conditions(deployed: Deployed) -> None:
    assert run("rollout", "dictation", "20").exit_code == 0
    assert deployed.documents[-1]["values"]["dictation"] == {
        "enabled": True,
        "percentage": 20.0,
        "tenants": ["hanbit"],
    }


def test_rollout_of_a_new_flag_defines_it_as_the_checkout_does(deployed: Deployed) -> None:
    run("rollout", "new_escalation", "5")
    ours = json.loads((ROOT / "flags" / "local.json").read_text())
    document = deployed.documents[-1]
    assert document["flags"]["new_escalation"] == ours["flags"]["new_escalation"]
    assert document["values"]["new_escalation"] == {"enabled": True, "percentage": 5.0}


def test_progress_is_printed_as_it_changes(deployed: Deployed) -> None:
    lines = run("rollout", "dictation", "100", "--strategy", "Linear").stdout.splitlines()
    assert lines == ["v2  DEPLOYING  0 %", "v2  DEPLOYING  20 %", "v2  COMPLETE  100 %"]
    assert deployed.strategies == ["Linear"]


@pytest.mark.parametrize(
    "arguments", [("dictatoin", "20"), ("dictation", "120"), ("dictation", "20", "--strategy", "x")]
)
def test_a_rollout_that_is_not_understood_deploys_nothing(
    deployed: Deployed, arguments: tuple[str, ...]
) -> None:
    assert run("rollout", *arguments).exit_code == 2
    assert len(deployed.documents) == 1


def test_set_deploys_the_file(deployed: Deployed, tmp_path: Path) -> None:
    file = tmp_path / "flags.json"
    file.write_bytes(make_document(dictation={"enabled": False}))
    assert run("set", str(file)).exit_code == 0
    assert deployed.documents[-1]["values"] == {"dictation": {"enabled": False}}


def test_rollback_shows_what_counts_again(deployed: Deployed) -> None:
    run("rollout", "dictation", "20")
    assert run("rollback").stdout == "v1  COMPLETE  100 %\n"
    assert len(deployed.documents) == 1


def test_a_document_that_is_rolled_back_is_an_error(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    undone = deployed.deployment | {"State": "ROLLED_BACK"}
    monkeypatch.setattr(Deployed, "deploy", lambda *_: iter([undone]))
    outcome = run("rollout", "dictation", "20")
    assert isinstance(outcome.exception, CliError)
    assert outcome.stdout == "v1  ROLLED_BACK  100 %\n"
