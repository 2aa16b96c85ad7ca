"""A list goes on without an item that cannot be read; read alone, it is an error."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.escalation_items import escalation_key, escalation_to_item
from callnotes.adapters.note_items import Item, note_key, note_to_item, to_wire
from callnotes.domain.errors import Unreadable
from callnotes.domain.paging import Position
from tests.builders import later, make_actor, make_change, make_escalation, make_note, unique
from tests.cloud import Cloud

type Page = tuple[list[Any], Position | None]
type Damage = Callable[[Item], object]


def missing(name: str) -> Damage:
    return lambda item: item.pop(name)


def instead(name: str, value: object) -> Damage:
    return lambda item: item.update({name: value})


NOTES: dict[str, Damage] = {
    "no version": missing("version"),
    "no tags": missing("tags"),
    "time of day": instead("created_at", "noon"),
}
ESCALATIONS: dict[str, Damage] = {
    "no reason": missing("reason"),
    "no tenant": missing("tenant"),
    "another state": instead("state", "lost"),
    "another severity": instead("severity", "urgent"),
    "text of opinions": instead("opinions", "{"),
    "shape of opinions": instead("opinions", '[{"name": "x"}]'),
    "a decision in words": instead("decision", "approve"),
}


@dataclass
class Skipped:
    """What a store gave up on: the keys."""

    keys: list[Item] = field(default_factory=list)

    def __call__(self, item: Item, _error: Exception) -> None:
        self.keys.append({"pk": item["pk"], "sk": item["sk"]})


@pytest.mark.parametrize("damage", NOTES.values(), ids=NOTES)
def test_a_list_of_notes_goes_on_without_a_damaged_one(cloud: Cloud, damage: Damage) -> None:
    skipped = Skipped()
    store = DynamoDBNotes(make_client("dynamodb"), cloud.resources["Table"], skipped)
    author = make_actor(user_id=unique("author"))
    older, damaged, newer = (make_note(actor=author, at=later(second)) for second in range(3))
    for note in (older, newer):
        store.create_note(note, "print", make_change())
    put(store, note_to_item(damaged, make_change()), damage)

    assert read_all(
        lambda after: store.list_author_notes(author.tenant, author.user_id, 1, after)
    ) == [newer, older]
    assert skipped.keys == [note_key(damaged.tenant, damaged.note_id)]


@pytest.mark.parametrize("damage", ESCALATIONS.values(), ids=ESCALATIONS)
def test_a_list_of_escalations_goes_on_without_a_damaged_one(cloud: Cloud, damage: Damage) -> None:
    skipped = Skipped()
    store = DynamoDBEscalations(make_client("dynamodb"), cloud.resources["Table"], skipped)
    actor = make_actor(unique("tenant"))
    older, damaged, newer = (make_escalation(actor=actor, at=later(second)) for second in range(3))
    for escalation in (older, newer):
        store.create_escalation(escalation, make_change())
    put(store, escalation_to_item(damaged, make_change()), damage)

    listed = read_all(lambda after: store.list_escalations(actor.tenant, None, 1, after))
    assert listed == [newer, older]
    assert skipped.keys == [escalation_key(actor.tenant, damaged.escalation_id)]
    with pytest.raises(Unreadable):
        store.get_escalation(actor.tenant, damaged.escalation_id)
    with pytest.raises(Unreadable):
        replace(store, skip=DynamoDBEscalations.skip).list_escalations(actor.tenant, None, 9, None)


def put(store: DynamoDBNotes | DynamoDBEscalations, item: Item, damage: Damage) -> None:
    damage(item)
    store.client.put_item(TableName=store.table_name, Item=to_wire(item))


def read_all(read: Callable[[Position | None], Page]) -> list[Any]:
    """Follow the pages to the end."""
    found, after = read(None)
    while after is not None:
        more, after = read(after)
        found += more
    return found
