"""The limit on the kit's size holds, and what exceeds it is named."""

import subprocess
from pathlib import Path

import pytest

from tools.measure_size import ROOT, find_excess, measure_size


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose kit has one line more than is allowed."""
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    module = tmp_path / "local" / "callnotes_local" / "module.py"
    module.parent.mkdir(parents=True)
    module.write_text("x = 1\n" * 11_501)
    return tmp_path


def test_project_is_within_its_limits() -> None:
    assert find_excess(measure_size(ROOT)) == []


def test_kit_of_one_line_too_many_is_refused_by_name(repository: Path) -> None:
    sizes = measure_size(repository)
    assert sizes["kit"] == 11_501
    (excess,) = find_excess(sizes)
    assert excess.startswith("The kit has 11,501 lines, 11,500 are allowed")


def test_kit_of_the_limit_is_accepted(repository: Path) -> None:
    module = repository / "local" / "callnotes_local" / "module.py"
    module.write_text("x = 1\n" * 11_500)
    assert find_excess(measure_size(repository)) == []
