"""Writes the cells of matrix.yaml as the code is now, of all entry points or of those named.

Read the diff before you commit it: it says what your change does when a dependency fails.
"""

import sys

import pytest
import yaml

from tests.cloud import make_cloud
from tests.faults.cells import FAULTS, MATRIX, Bench, faults_of, find_events, read_matrix
from tests.faults.rules import Rule
from tests.faults.waiting import Waiting
from tests.template import functions
from tools.write_fault_matrix import PAGE, render

HEAD = "\ncells:\n"


def write(entries: list[str]) -> None:
    """Make the cells of these entry points, or of all, anew."""
    cells = read_matrix()["cells"]
    with make_cloud() as cloud, pytest.MonkeyPatch.context() as patch:
        Waiting.instead_of_sleeping(patch)
        bench = Bench.of(cloud)
        for (entry, dependency), path in find_events(bench).items():
            if not entries or entry in entries:
                service, operation = dependency.split(".")
                cells.setdefault(entry, {})[dependency] = {
                    name: bench.run(path, Rule(service, operation, *FAULTS[name])).first
                    for name in faults_of(dependency)
                }
    ordered = {name: dict(sorted(cells[name].items())) for name in functions() if name in cells}
    before = MATRIX.read_text().partition(HEAD)[0]
    text = yaml.safe_dump({"cells": ordered}, sort_keys=False, width=1000, default_flow_style=None)
    MATRIX.write_text(f"{before}\n{text}")
    read_matrix.cache_clear()
    PAGE.write_text(render())


if __name__ == "__main__":
    write(sys.argv[1:])
