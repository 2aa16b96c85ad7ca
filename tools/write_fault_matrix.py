"""Writes docs/fault-matrix.md from tests/faults/matrix.yaml and the workflows' definitions."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
MATRIX = ROOT / "tests" / "faults" / "matrix.yaml"
PAGE = ROOT / "docs" / "fault-matrix.md"


def render() -> str:
    """Return the page."""
    matrix = yaml.safe_load(MATRIX.read_text())
    parts = [matrix["introduction"], *_cells(matrix["cells"]), *_known(matrix["known"])]
    return "\n".join([*parts, *_elsewhere(matrix["elsewhere"]), *_workflows()]) + "\n"


def _cells(cells: dict[str, Any]) -> Iterator[str]:
    for entry, rows in cells.items():
        columns = list(dict.fromkeys(fault for row in rows.values() for fault in row))
        yield f"## {entry}\n"
        yield _line("dependency", *columns)
        yield "|---" * (len(columns) + 1) + "|"
        for dependency, row in rows.items():
            yield _line(f"`{dependency}`", *(row.get(fault, "-") for fault in columns))
        yield ""


def _known(known: list[dict[str, str]]) -> Iterator[str]:
    yield "## Cells that do not come to the same end\n"
    yield _line("entry point", "dependency", "fault", "why it stays so")
    yield "|---|---|---|---|"
    for cell in known:
        names = (cell["entry"], cell["dependency"], cell["fault"])
        yield _line(*(f"`{name}`" for name in names), cell["why"])
    yield ""


def _elsewhere(elsewhere: list[dict[str, Any]]) -> Iterator[str]:
    yield "## Dependencies that no event of `events/` makes a function call\n"
    yield _line("policy", "actions", "outcome", "test")
    yield "|---|---|---|---|"
    for item in elsewhere:
        path, _, name = item["test"].partition("::")
        test = f"[{name}](../{path})"
        yield _line(f"`{item['policy']}`", ", ".join(item["actions"]), item["outcome"], test)
    yield ""


def _workflows() -> Iterator[str]:
    yield "## Workflows\n"
    yield "What a task does not catch goes to the state around it (Map, Parallel), or fails the"
    yield "execution: `<Workflow>ExecutionsFailedAlarm`.\n"
    yield _line("workflow", "task", "retried", "then")
    yield "|---|---|---|---|"
    for path in sorted((ROOT / "statemachines").glob("*.asl.yaml")):
        for name, task in _tasks(yaml.safe_load(path.read_text())["States"]):
            retries = [
                f"{_errors(r)} {r.get('MaxAttempts', 3)} times" for r in task.get("Retry", ())
            ]
            catches = [f"{_errors(c)} to {c['Next']}" for c in task.get("Catch", ())]
            workflow = path.name.removesuffix(".asl.yaml")
            then = "; ".join(catches) or "not caught"
            yield _line(f"`{workflow}`", name, "; ".join(retries) or "-", then)


def _tasks(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state
        inner = [*state.get("Branches", ()), state.get("ItemProcessor", {"States": {}})]
        for part in inner:
            yield from _tasks(part["States"])


def _errors(rule: dict[str, Any]) -> str:
    return ", ".join(rule["ErrorEquals"])


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(render())
    sys.exit(0)
