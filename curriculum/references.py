"""Does a reference lead anywhere? `file::symbol`, a page with an anchor.

A symbol is what the file's kind has: a function, class, method or constant of Python; a resource
of the template, with the way to a property (`Table.TimeToLiveSpecification.Enabled`); a loop of the
template; a path of keys in YAML, JSON or TOML; a target of the Makefile.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
LOOP = "Fn::ForEach::"
SECTIONS = ("Parameters", "Conditions", "Mappings", "Resources", "Outputs")


def find_code_fault(root: Path, reference: str) -> str | None:
    """Return why `file::symbol` leads nowhere, or None."""
    name, _, symbol = reference.partition("::")
    path = root / name
    if not path.is_file():
        return f"{reference}: there is no file {name}"
    return None if symbol in _symbols(path) else f"{reference}: {name} has no {symbol}"


def find_page_fault(root: Path, reference: str) -> str | None:
    """Return why a page or its anchor is not there, or None."""
    name, _, anchor = reference.partition("#")
    path = root / name
    if not path.is_file():
        return f"{reference}: there is no page {name}"
    return f"{reference}: no heading {anchor}" if anchor and anchor not in anchors(path) else None


def anchors(page: Path) -> set[str]:
    """Return the names that GitHub gives to a page's headings."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


@cache
def _symbols(path: Path) -> frozenset[str]:
    text = path.read_text(encoding="utf-8")
    match path.suffix:
        case ".py":
            found = _python_names(ast.parse(text).body)
        case ".yaml" | ".yml":
            found = _yaml_names(yaml.load(text, Loader=_TagBlindLoader), path)  # noqa: S506 - safe
        case ".json":
            found = _ways(json.loads(text))
        case ".toml":
            found = _ways(tomllib.loads(text))
        case _:
            found = iter(re.findall(r"^([\w-]+):", text, re.MULTILINE))
    return frozenset(found)


def _python_names(body: list[ast.stmt], before: str = "") -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield before + name
            case ast.ClassDef(name=name):
                yield before + name
                yield from _python_names(node.body, f"{before}{name}.")
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield before + name


def _yaml_names(content: Any, path: Path) -> Iterator[str]:
    if path.name != "template.yaml":
        yield from _ways(content)
        return
    yield from (f"Globals.{way}" for way in _ways(content.get("Globals")))
    for section in SECTIONS:
        for name, entry in content[section].items():
            yield from _entry_names(name, entry)


def _entry_names(name: str, entry: Any) -> Iterator[str]:
    if name.startswith(LOOP):
        # The last part of a loop is its body: what it makes for each value.
        loop, body = name.removeprefix(LOOP), entry[-1]
        yield loop
        yield from (f"{loop}.{made}" for key in body for made in _entry_names(key, body[key]))
        return
    yield name
    below = entry.get("Properties", entry) if isinstance(entry, dict) else None
    yield from (f"{name}.{way}" for way in _ways(below))


def _ways(content: Any, before: str = "") -> Iterator[str]:
    """Return each key with the keys that lead to it, joined by dots; lists are passed through."""
    if isinstance(content, list):
        for item in content:
            yield from _ways(item, before)
    elif isinstance(content, dict):
        for key, value in content.items():
            way = f"{before}{key}"
            yield way
            yield from _ways(value, f"{way}.")


class _TagBlindLoader(yaml.CSafeLoader):
    """Reads !Ref and the like as what they hold."""


def _read_tagged(loader: _TagBlindLoader, _tag: str, node: yaml.Node) -> Any:
    match node:
        case yaml.MappingNode():
            return loader.construct_mapping(node, deep=True)
        case yaml.SequenceNode():
            return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)  # type: ignore[arg-type]


_TagBlindLoader.add_multi_constructor("!", _read_tagged)
