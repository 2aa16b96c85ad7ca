"""`callnotes compare-deployments` prints the table, the drawing, JSON, and writes the picture."""

import json
import re
import shlex
from pathlib import Path

import pytest

from curriculum.calculators.deployment_ways import WAYS
from tests.local.command_line import CommandLine
from tools.write_deployment_ways import PAGE


def test_each_way_is_in_the_table_and_drawn(callnotes: CommandLine) -> None:
    done = callnotes.run("compare-deployments")
    lines = done.out.splitlines()
    assert done.code == 0
    assert all(line.startswith(way) for way, line in zip(WAYS, lines[1:], strict=False))
    assert "  in service   ▄_▄" in lines


def test_options_reach_the_simulation(callnotes: CommandLine, tmp_path: Path) -> None:
    options = (
        "--instances",
        "9",
        "--batch",
        "3",
        "--launch",
        "4",
        "--svg",
        f"{tmp_path / 'a.svg'}",
    )
    found = json.loads(
        callnotes.run(
            "compare-deployments", *options, "--canary", "Canary20Percent7Minutes", "--json"
        ).out
    )
    ways = {row["way"]: row for row in found}
    assert ways["rolling"]["capacity"] == 66
    assert ways["rolling with additional batch"]["instances"] == 12
    assert [phase["percent"] for phase in ways["canary"]["phases"]] == [0, 20, 100]
    assert ways["canary"]["minutes"] == 4 + 7 + 5
    assert (tmp_path / "a.svg").read_text().startswith("<svg")


def test_commands_of_the_page_run(
    callnotes: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^callnotes (compare-[^#\n]+)", PAGE.read_text(), re.MULTILINE)
    assert [callnotes.run(*shlex.split(command)).code for command in commands] == [0, 0, 0]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--batch", "5"), "batch 5 <= instances 4"),
        (("--linear", "Slowly"), "Slowly: neither AllAtOnce"),
        (("--svg", "/nowhere/ways.svg"), "No such file or directory"),
    ],
)
def test_what_cannot_be_is_exit_2(
    callnotes: CommandLine, options: tuple[str, ...], why: str
) -> None:
    done = callnotes.run("compare-deployments", *options)
    assert done.code == 2
    assert why in done.err
    assert "next: callnotes compare-deployments --help" in done.err
