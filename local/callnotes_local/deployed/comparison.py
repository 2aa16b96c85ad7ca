"""A resource as the template wants it beside what its service gives back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers.call import NOT_READ, Stored, is_absent
from callnotes_local.deployed.readers.table import READERS
from callnotes_local.deployed.stack import PropertyPath, Resource


@dataclass(frozen=True)
class Leaf:
    """The smallest part of a property that is compared."""

    path: PropertyPath
    declared: Any
    stored: Any

    @property
    def was_read(self) -> bool:
        """Whether an API gives this value back."""
        return self.stored is not NOT_READ

    @property
    def differs(self) -> bool:
        """Whether the service gives back something else, or nothing."""
        return self.was_read and not self.same

    @property
    def same(self) -> bool:
        """Whether the service has what the template wants."""
        return _matches(self.declared, self.stored)


def compare_resource(clients: Clients, resource: Resource) -> list[Leaf]:
    """The smallest parts of each property of the resource."""
    stored: Stored = {}
    for read in READERS.get(resource.type, ()):
        try:
            stored |= read(clients, resource)
        except ClientError as error:
            if not is_absent(error):
                raise
            # The resource is gone: so is every property of it.
            stored = dict.fromkeys(resource.properties)
    return [
        leaf
        for name, declared in resource.properties.items()
        for leaf in find_leaves((name,), declared, stored.get(name, NOT_READ))
    ]


def find_leaves(path: PropertyPath, declared: Any, stored: Any) -> Iterator[Leaf]:
    """Go down as far as both sides have the same structure."""
    stored = _parse(stored) if isinstance(declared, dict | list) else stored
    if isinstance(declared, dict) and declared:
        for name, value in declared.items():
            inside = stored.get(name) if isinstance(stored, Mapping) else None
            unread = stored is NOT_READ
            yield from find_leaves((*path, name), value, NOT_READ if unread else inside)
    elif _are_in_step(declared, stored):
        for index, (value, other) in enumerate(zip(declared, stored, strict=True)):
            yield from find_leaves((*path, str(index)), value, other)
    else:
        yield Leaf(path, declared, stored)


def _are_in_step(declared: Any, stored: Any) -> bool:
    lists = isinstance(declared, list) and isinstance(stored, list)
    if not lists or len(declared) != len(stored):
        return False
    pairs = list(zip(declared, stored, strict=True))
    same_order = all(_matches(*pair) for pair in pairs) or not _matches(declared, stored)
    return same_order and all(isinstance(item, dict) for item in declared)


def _matches(declared: Any, stored: Any) -> bool:
    if isinstance(declared, dict | list):
        stored = _parse(stored)
    if isinstance(declared, list):
        return _match_lists(declared, stored if isinstance(stored, list) else [stored])
    if isinstance(declared, dict):
        if not isinstance(stored, Mapping):
            return not declared and not stored
        return all(_matches(value, stored.get(name)) for name, value in declared.items())
    if isinstance(stored, list) and len(stored) == 1:
        return _matches(declared, stored[0])
    if stored is None:
        return False
    text, wanted = _to_text(stored), _to_text(declared)
    # A template may give a name where the service gives the ARN.
    return wanted == text or (text.startswith("arn:") and wanted == text.rpartition(":")[2])


def _match_lists(declared: list[Any], stored: list[Any]) -> bool:
    left = list(stored)
    for value in declared:
        found = next((n for n, item in enumerate(left) if _matches(value, item)), None)
        if found is None:
            return False
        del left[found]
    return not left


def _parse(value: Any) -> Any:
    # Policies, filters and redrive settings travel as texts of JSON.
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _to_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
