"""Every environment of samconfig.toml fits the template."""

import tomllib
from typing import Any

import pytest
from samcli.lib.config.samconfig import SamConfig
from samcli.yamlhelper import yaml_parse

from tests.packaging.conftest import ROOT

CONFIG = tomllib.loads((ROOT / "samconfig.toml").read_text())
ENVIRONMENTS = ("default", "staging", "prod", "local")


def test_the_environments_are_these() -> None:
    assert CONFIG.keys() - {"version"} == set(ENVIRONMENTS)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_overrides_are_parameters_of_the_template(environment: str) -> None:
    declared = yaml_parse((ROOT / "template.yaml").read_text())["Parameters"]
    for name, value in overrides(environment, "global").items():
        assert value in declared[name].get("AllowedValues", [value])


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("command", ["build", "deploy"])
def test_build_and_deployment_take_the_same_parameters(environment: str, command: str) -> None:
    config = SamConfig(str(ROOT))
    taken = config.get_all([command], "parameters", environment)["parameter_overrides"]
    assert taken == CONFIG[environment]["global"]["parameters"]["parameter_overrides"]


@pytest.mark.parametrize("environment", ["default", "staging", "prod"])
def test_a_real_deployment_is_confirmed_by_a_person(environment: str) -> None:
    assert CONFIG[environment]["deploy"]["parameters"]["confirm_changeset"] is True


def test_no_two_environments_share_a_stack() -> None:
    stacks = [CONFIG[name]["global"]["parameters"]["stack_name"] for name in ENVIRONMENTS]
    assert len(set(stacks)) == len(ENVIRONMENTS)


def overrides(environment: str, command: str) -> dict[str, str]:
    parameters: dict[str, Any] = CONFIG[environment][command]["parameters"]
    return dict(item.split("=", 1) for item in parameters["parameter_overrides"])
