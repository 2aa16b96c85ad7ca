"""The gate of the state machines names what is wrong in a definition."""

from pathlib import Path

import pytest

from tools import check_workflows
from tools.check_workflows import DEFINITIONS, find_fault, main, prepare_validator

UNREACHABLE = """
StartAt: Begin
States:
  Begin: {Type: Pass, End: true}
  Forgotten: {Type: Pass, End: true}
"""


@pytest.fixture(scope="module", autouse=True)
def _validator() -> None:
    prepare_validator()


def test_a_state_that_nothing_leads_to_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.asl.yaml"
    broken.write_text(UNREACHABLE)
    assert "Forgotten is not reachable" in find_fault(broken)


def test_a_transition_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "escalation.asl.yaml"
    text = (DEFINITIONS / broken.name).read_text()
    broken.write_text(text.replace("Next: ChooseWay", "Next: ChoseWay"))
    assert "ChoseWay" in find_fault(broken)


def test_a_folder_without_definitions_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_workflows, "DEFINITIONS", tmp_path)
    assert main() == 1
