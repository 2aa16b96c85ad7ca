"""Every difference in docs/local-vs-aws.md has a test, and every test of one is listed there."""

import re

import pytest

from callnotes_local.deployment_check.gaps import GAPS, TESTS
from callnotes_local.deployment_check.schema import find_unknown
from callnotes_local.emulator.simulations import SIMULATIONS
from tests.template import ROOT
from tools.write_local_vs_aws import COMPLETION_TEST, REFUSED_TEST

EMULATOR = ROOT / "local" / "callnotes_local" / "emulator"
GUARDS = [
    *(f"{TESTS}::{gap.test}" for gap in GAPS),
    *(simulation.test for simulation in SIMULATIONS),
    *(COMPLETION_TEST, REFUSED_TEST),
]
PROPERTIES = [
    (kind, path)
    for properties in (*(g.properties for g in GAPS), *(s.properties for s in SIMULATIONS))
    for kind, paths in properties.items()
    for path in paths
]


@pytest.mark.parametrize("test", GUARDS)
def test_given_a_guard_when_looked_up_then_it_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert re.search(rf"def {name or 'test_'}", (ROOT / path).read_text())


@pytest.mark.parametrize("module", sorted({simulation.module for simulation in SIMULATIONS}))
def test_given_a_simulation_when_looked_up_then_its_module_exists(module: str) -> None:
    assert (EMULATOR / f"{module}.py").exists()


def test_given_a_part_that_enters_the_emulator_when_listed_then_it_is_declared() -> None:
    entering = {
        str(path.relative_to(EMULATOR).with_suffix(""))
        for path in EMULATOR.rglob("*.py")
        if re.search(r"seams\.(replace|wrap)\(", path.read_text())
    }
    assert entering <= {simulation.module for simulation in SIMULATIONS}


def test_given_a_test_of_a_gap_when_listed_then_the_gap_is_in_the_table() -> None:
    text = (ROOT / "tests/local/emulator/test_gaps.py").read_text()
    assert set(re.findall(r"^def (test_\w+)", text, re.MULTILINE)) <= {gap.test for gap in GAPS}


@pytest.mark.parametrize(("kind", "path"), PROPERTIES)
def test_given_a_property_of_a_difference_when_looked_up_then_its_type_has_it(
    kind: str, path: str
) -> None:
    value: object = None
    for name in reversed(path.split(".")):
        value = [value] if name.isdigit() else {name: value}
    assert isinstance(value, dict)
    assert find_unknown(kind, value) == []
