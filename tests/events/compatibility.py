"""What a change of an event's schema breaks for those who read the events."""

from collections.abc import Iterator
from typing import Any

type Schema = dict[str, Any]

MEANING = ("type", "const", "enum", "format", "anyOf", "minimum", "items")
"""The keywords that restrict a field's values; others, such as titles, are for people."""


def find_breaks(released: Schema, current: Schema) -> list[str]:
    """Return the changes that break readers of the released schema; new optional fields do not."""
    return list(_compare(released, current, released, current, ""))


def _compare(
    old: Schema, new: Schema, old_document: Schema, new_document: Schema, path: str
) -> Iterator[str]:
    old, new = _resolve(old, old_document), _resolve(new, new_document)
    if _meaning(old) != _meaning(new):
        yield f"{path.rstrip('.') or 'the event'} has another type"
    yield from _compare_required(old, new, path)
    for name, field in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{path}{name} is gone"
        else:
            yield from _compare(
                field, new["properties"][name], old_document, new_document, f"{path}{name}."
            )


def _compare_required(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = set(old.get("required", [])), set(new.get("required", []))
    yield from (f"{path}{name} is newly required" for name in sorted(after - before))
    yield from (f"{path}{name} is not promised any more" for name in sorted(before - after))


def _meaning(schema: Schema) -> Schema:
    return {name: schema[name] for name in MEANING if name in schema}


def _resolve(schema: Schema, document: Schema) -> Schema:
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    definition: Schema = document["$defs"][name] if name else schema
    return definition
