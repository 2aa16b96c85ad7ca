"""The template's checks find what is wrong, also what only the transformed template shows."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.conftest import copy_sources
from tools.stack_lock import TEMPLATE, compare_stack
from tools.transform_template import transform_template

FIXTURES = Path(__file__).parent / "fixtures"


def test_a_made_up_property_is_found() -> None:
    assert "E3002" in lint(FIXTURES / "made_up_property.yaml")


def test_a_queue_quicker_than_its_function_is_found_after_the_transform(tmp_path: Path) -> None:
    transformed = tmp_path / "transformed.json"
    transformed.write_text(json.dumps(transform_template(FIXTURES / "hasty_queue.yaml")))
    assert "E3505" in lint(transformed)


def test_the_stack_is_the_locked_one_and_an_edit_of_it_is_named(tmp_path: Path) -> None:
    assert compare_stack(TEMPLATE) == []
    edited = copy_sources(tmp_path / "checkout") / "template.yaml"
    edited.write_text(edited.read_text().replace("maxReceiveCount: 5", "maxReceiveCount: 6"))
    changes = {line.split()[0] for line in compare_stack(edited)}
    assert changes == {
        f"{sign}{name}Queue" for sign in "-+" for name in ("EnrichNote", "IndexNote", "RecordAudit")
    }


def test_the_log_role_of_the_account_comes_after_the_api_and_before_its_stage() -> None:
    resources = transform_template(TEMPLATE, Environment="prod")["Resources"]
    assert is_named_in(resources["ApiGatewayAccount"], "Api")
    assert is_named_in(resources["ApiStage"], "ApiGatewayAccount")
    assert not is_named_in(resources["Api"], "ApiGatewayAccount")


def test_every_deployment_deploys_the_api_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (deployment_at(moment, monkeypatch) for moment in (1.0, 2.0))
    assert first != second


def deployment_at(moment: float, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("samtranslator.model.apigateway.time.time", lambda: moment)
    resources = transform_template(TEMPLATE, Environment="prod")["Resources"]
    (name,) = (n for n, r in resources.items() if r["Type"] == "AWS::ApiGateway::Deployment")
    return str(name)


def is_named_in(resource: Any, name: str) -> bool:
    """Tell whether a resource waits for another one."""
    return resource.get("DependsOn") == name or json.dumps({"Ref": name}) in json.dumps(resource)


def lint(template: Path) -> str:
    command = [str(Path(sys.executable).parent / "cfn-lint"), str(template)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0, done.stdout
    return done.stdout
