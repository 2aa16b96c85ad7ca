"""The pages that add a function are followed in a copy of this checkout, and its gates agree."""

import difflib
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.guide import Edit, read_edits
from tests.packaging.conftest import ROOT

PARTS = (
    *(
        "benchmarks",
        "costs",
        "curriculum",
        "docs",
        "events",
        "faults",
        "functions",
        "labs",
        "layers",
        "local",
    ),
    *("examples", "quiz", "statemachines", "tests", "tools", "workers"),
)
FILES = ("pyproject.toml", "samconfig.toml", "template.yaml")
IGNORED = shutil.ignore_patterns("__pycache__")
LOCK = "tests/stack.lock"
QUICK = ("tests/unit/api", "tests/unit/test_template.py", "tests/unit/test_settings.py")
BY_EVENT = ("tests/events/test_event_files.py", "tests/faults/test_declared_statuses.py")


@dataclass(frozen=True)
class Guide:
    """A page, the function that it adds, and how much it may take: files and lines."""

    page: str
    function: str
    files: int
    lines: int

    @property
    def edits(self) -> list[Edit]:
        return list(read_edits(self.page))


ROUTE = Guide("add-a-route.md", "get_hello", files=6, lines=120)
CONSUMER = Guide("add-a-consumer.md", "measure_delay", files=9, lines=150)
GUIDES = (ROUTE, CONSUMER)
EDITS = [(guide, number) for guide in GUIDES for number in range(len(guide.edits))]

every_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.page)


@dataclass(frozen=True)
class Copy:
    """A copy of the sources that are checked in, and its gates."""

    root: Path

    @classmethod
    def make(cls, root: Path) -> "Copy":
        for part in PARTS:
            shutil.copytree(ROOT / part, root / part, ignore=IGNORED)
        for name in FILES:
            shutil.copy(ROOT / name, root / name)
        return cls(root)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a module of this Python in the copy."""
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "layers/core:local:."},
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *command: str) -> None:
        done = self.run(*command)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"

    def count_changes(self, path: str) -> int:
        """Count the lines of a file that went or came."""
        before = (ROOT / path).read_text().splitlines() if (ROOT / path).exists() else []
        after = (self.root / path).read_text().splitlines()
        lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
        return sum(not line.startswith("@@") for line in lines)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy.make(tmp_path / "copy")


def followed(guide: Guide, copy: Copy, leave_out: int | None = None) -> Copy:
    for number, edit in enumerate(guide.edits):
        if number != leave_out:
            edit.apply(copy.root)
    return copy


def test_pages_followed_to_the_end_pass_the_gates(copy: Copy) -> None:
    for guide in GUIDES:
        followed(guide, copy)
    copy.must("tools.stack_lock")
    copy.must("tools.check_functions")
    copy.must("ruff", "check", ".")
    copy.must("ruff", "format", "--check", ".")
    copy.must("mypy", *(f"functions/{guide.function}" for guide in GUIDES))
    copy.must("pytest", "-q", "-p", "no:cacheprovider", *QUICK)
    added = " or ".join(guide.function for guide in GUIDES)
    copy.must("pytest", "-q", "-p", "no:cacheprovider", *BY_EVENT, "-k", added)


@every_guide
def test_page_takes_few_files_and_lines(guide: Guide, copy: Copy) -> None:
    followed(guide, copy).must("tools.stack_lock")
    paths = {LOCK, *(edit.path for edit in guide.edits)}
    assert len(paths) <= guide.files
    assert sum(map(copy.count_changes, paths)) <= guide.lines


@pytest.mark.parametrize(
    ("guide", "number"), EDITS, ids=[f"{g.page} {n} {g.edits[n].path}" for g, n in EDITS]
)
def test_block_left_out_is_named_by_file_and_step(guide: Guide, number: int, copy: Copy) -> None:
    left_out = guide.edits[number]
    failed = followed(guide, copy, leave_out=number).run("tools.check_functions")
    assert failed.returncode == 1, failed.stderr
    assert any(names(line, guide, left_out) for line in failed.stderr.splitlines()), failed.stderr


def names(line: str, guide: Guide, edit: Edit) -> bool:
    """Whether a line of the gate says which file it misses and which step makes it."""
    path = edit.path.replace("service_routes", "*_routes")
    place = str(Path(path).parent) + "/" if edit.path.startswith("events/") else path
    return place in line and f"(docs/{guide.page}, step {edit.step})" in line


@every_guide
def test_lock_left_out_is_named_by_its_command(guide: Guide, copy: Copy) -> None:
    failed = followed(guide, copy).run("tools.stack_lock", "--check")
    assert failed.returncode == 1
    assert "make stack-lock" in failed.stderr


def drop_role(text: str) -> str:
    return text.replace("      Role: !GetAtt GetHelloRole.Arn\n", "")


def drop_environment(text: str) -> str:
    before, _, after = text.partition("GetHelloFunction:\n")
    return before + "GetHelloFunction:\n" + after.replace("      Environment:\n", "      X:\n", 1)


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (drop_role, "GetHelloFunction, Properties: add `Role: !GetAtt GetHelloRole.Arn`"),
        (drop_environment, "Environment, Variables: add `CONSOLE_ORIGIN: !Ref ConsoleOrigin`"),
    ],
)
def test_line_left_out_of_the_section_is_named(
    damage: Callable[[str], str], line: str, copy: Copy
) -> None:
    template = followed(ROUTE, copy).root / "template.yaml"
    template.write_text(damage(template.read_text()))
    failed = copy.run("tools.check_functions")
    assert line in failed.stderr
    assert "(docs/add-a-route.md, step 3)" in failed.stderr
