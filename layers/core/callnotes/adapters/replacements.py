"""One conditional update that replaces the former version of an item."""

from collections.abc import Iterable
from typing import Any

from callnotes.adapters.note_items import KEY, Item, to_wire


def make_replacement(item: Item, attributes: Iterable[str]) -> dict[str, Any]:
    """Return the update that sets the item's attributes and keeps the rest, on the version before.

    Those of `attributes` that the item lacks are removed.
    """
    values = {name: item[name] for name in item if name not in KEY and item[name] is not None}
    setting = ", ".join(f"#{name} = :{name}" for name in values)
    removed = sorted(set(attributes) - set(values))
    removing = " REMOVE " + ", ".join(f"#{name}" for name in removed) if removed else ""
    return {
        "Key": to_wire({name: item[name] for name in KEY}),
        "UpdateExpression": f"SET {setting}{removing}",
        "ConditionExpression": "#version = :before",
        "ExpressionAttributeNames": {f"#{name}": name for name in [*values, *removed]},
        "ExpressionAttributeValues": to_wire(
            {f":{name}": value for name, value in values.items()} | {":before": item["version"] - 1}
        ),
    }


def is_same(standing: Item, item: Item) -> bool:
    """Return whether the stored item is the one to be written: an earlier attempt succeeded."""
    return all(standing.get(name) == value for name, value in item.items() if value is not None)
