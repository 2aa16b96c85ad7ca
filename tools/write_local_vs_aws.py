"""Writes docs/local-vs-aws.md from the kit's tables and the check of a local cloud of its own."""

import re
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.scratch import scratch_up
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.completion.properties import COMPLETIONS
from callnotes_local.deployment_check.check import Row, check_workspace
from callnotes_local.deployment_check.gaps import GAPS, REFUSED, TESTS
from callnotes_local.emulator.settings import VERSION
from callnotes_local.emulator.simulations import SIMULATIONS

PATH = re.compile(r"paths\./.*(?=\.\w+$)")
COMPLETION_TEST = "tests/local/test_completion.py::test_gap_is_still_there"
REFUSED_TEST = "tests/local/emulator/test_refused_types.py"
INTRODUCTION = f"""\
# What the local cloud does differently from AWS

Written by `make docs` from the kit's own tables and the check of the deployed template; a
test holds it against both. The local cloud is ministack {VERSION} with parts of ours.
`callnotes up` says the differences in short, `callnotes doctor --deployment` shows every property.

| verdict | what it means |
|---|---|
| as written | the service gives back what the template says |
| completed by the kit | dropped by the emulator's CloudFormation, set through a public API |
| simulated by the kit | a part of ours in the emulator gives it its effect |
| missing | not stored, or stored without the effect it has on AWS |
| unknown property | the resource type has no such property: AWS refuses it |
| not checked | no API gives it back |

Each line names the test that guards it. A test of a difference fails when the emulator closes it:
then our part is deleted.
"""


def render(rows: Sequence[Row]) -> str:
    """The whole page."""
    sections = [
        INTRODUCTION,
        _section("Missing", _gaps()),
        _section("Completed by the kit", _completions()),
        _section("Simulated by the kit", _simulations()),
        _section("Refused", _refused()),
        _section("Each property of this template", _properties(rows)),
    ]
    return "\n".join(sections)


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {title}", "", *lines, ""])


def _gaps() -> Iterator[str]:
    yield from _head("difference", "properties", "test")
    for gap in GAPS:
        names = (f"`{kind} {path}`" for kind, paths in gap.properties.items() for path in paths)
        test = _link(f"{TESTS}::{gap.test}")
        yield _line(gap.difference, "<br>".join(names) or "all stacks", test)


def _completions() -> Iterator[str]:
    yield from _head("what", "AWS", "module", "test")
    for completion in COMPLETIONS:
        path = f"local/{completion.set.__module__.replace('.', '/')}.py"
        page = f"[page]({completion.page})"
        yield _line(completion.name, page, _link(path), _link(COMPLETION_TEST))


def _simulations() -> Iterator[str]:
    yield from _head("what", "AWS", "module", "test")
    for part in SIMULATIONS:
        path = f"local/callnotes_local/emulator/{part.module}.py"
        page = f"[page](https://docs.aws.amazon.com/{part.page})"
        yield _line(part.name, page, _link(path), _link(part.test))


def _refused() -> Iterator[str]:
    yield f"The emulator makes no stack with these types ({_link(REFUSED_TEST)})."
    yield ""
    yield from _head("type", "instead")
    for kind, instead in REFUSED.items():
        yield _line(f"`{kind}`", instead)


def _properties(rows: Sequence[Row]) -> Iterator[str]:
    # Which resources and routes have it is not said: one more of a kind changes nothing.
    yield from _head("type", "property", "verdict", "why")
    found = {(row.type, PATH.sub("paths.*", row.property), row.verdict, row.detail) for row in rows}
    for kind, name, verdict, detail in sorted(found):
        yield _line(kind.removeprefix("AWS::"), f"`{name}`", verdict, detail)


def _link(test: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name or path.rpartition('/')[2]}](../{path})"


def _head(*names: str) -> Iterator[str]:
    yield _line(*names)
    yield f"|{'---|' * len(names)}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def main() -> None:
    """Write the page; the local cloud of the developer plays no part."""
    page = find_workspace().root / "docs" / "local-vs-aws.md"
    with scratch_up("docs", Progress()) as up:
        up.run()
        page.write_text(render(check_workspace(up.workspace)))


if __name__ == "__main__":
    main()
