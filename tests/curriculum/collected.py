"""A plugin of pytest: which tests are collected, and which of them would not run.

`python -m pytest --collect-only -p tests.curriculum.collected` prints MARK and a JSON object:
test ids without parameters, each with the reason why it does not run, or null.
"""

import inspect
import json
import subprocess
import sys
from collections.abc import Iterable

import pytest

from tests.template import ROOT

MARK = "COLLECTED "
NOT_RUN = ("skip", "skipif", "xfail")


def pytest_collection_finish(session: pytest.Session) -> None:
    found = {item.nodeid.partition("[")[0]: why_not_run(item) for item in session.items}
    print(MARK + json.dumps(found))


def why_not_run(item: pytest.Item) -> str | None:
    marks = [mark.name for mark in item.iter_markers() if mark.name in NOT_RUN]
    if marks:
        return f"it is marked {', '.join(marks)}"
    function = getattr(item, "function", None)
    if function is not None and "pytest.skip(" in inspect.getsource(function):
        return "it skips itself"
    return None


def collect(files: Iterable[str]) -> dict[str, str | None]:
    """Collect the tests of these files in a process of its own."""
    options = ["--collect-only", "-q", "-n0", "-p", "tests.curriculum.collected"]
    command = [sys.executable, "-m", "pytest", *options, *sorted(set(files))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith(MARK)]
    assert lines, done.stdout + done.stderr
    found: dict[str, str | None] = json.loads(lines[-1].removeprefix(MARK))
    return found
