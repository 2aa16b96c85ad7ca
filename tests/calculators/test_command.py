import json

import pytest
from typer.testing import CliRunner, Result

from curriculum.calculators.__main__ import CALCULATORS, app


def calculate(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_a_result_is_json() -> None:
    result = calculate("cross-zone", "network", "70", "2", "5")
    assert json.loads(result.stdout) == [17.5, 7]
    steps = json.loads(calculate("ecs-rolling-update", "4", "50", "100").stdout)
    assert steps[0] == {"action": "stop", "tasks": 2, "old": 2, "new": 0}


@pytest.mark.parametrize("name", CALCULATORS)
def test_each_calculator_says_what_it_takes(name: str) -> None:
    assert calculate(name, "--help").exit_code == 0


def test_what_cannot_be_is_refused_with_the_reason() -> None:
    result = calculate("glacier-tier", "DEEP_ARCHIVE", "6")
    assert result.exit_code == 2
    assert "within 6 h" in result.stderr
