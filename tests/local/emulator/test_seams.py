"""Private names of the emulator: each is listed with its reason, used, and really there."""

import ast
import re
from pathlib import Path

from callnotes_local.emulator import seams

KIT = Path(seams.__file__).parent
SOURCES = [path.read_text() for path in KIT.rglob("*.py")]


def find_private_names(source: str) -> set[tuple[str, str]]:
    """Return (module, name) of each private attribute of an imported module of the emulator."""
    nodes = list(ast.walk(ast.parse(source)))
    modules = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ministack")
        for alias in node.names
    }
    return {
        (modules[node.value.id], node.attr)
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in modules
        and node.attr.startswith("_")
    }


def test_each_seam_has_a_reason_and_an_end() -> None:
    assert [seam for seam in seams.SEAMS if not all(map(seam.get, ("names", "why", "until")))] == []


def test_each_private_name_that_is_used_is_listed() -> None:
    found = set().union(*map(find_private_names, SOURCES))
    assert ("ministack.services.dynamodb", "_tables") in found
    assert found <= seams.NAMES


def test_each_seam_is_used() -> None:
    words = set(re.findall(r"\w+", "\n".join(SOURCES)))
    assert {name for _, name in seams.NAMES if name not in words} == set()


def test_each_seam_is_in_the_installed_emulator() -> None:
    seams.check_seams()
