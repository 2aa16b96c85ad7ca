"""Notes, written by the app's own adapter under ids that never change."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.domain.actor import Actor, Role
from callnotes.domain.change import Change
from callnotes.domain.identity import digest, make_opaque_id
from callnotes.domain.note import Note, NoteContent
from callnotes_local.cloud.cloud import Cloud
from callnotes_local.seed.data import DemoUser, read_notes, read_users

FIRST_WRITTEN = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
BETWEEN_NOTES = timedelta(hours=7, minutes=11)


def seed_notes(cloud: Cloud, subs: Mapping[str, str]) -> int:
    """Put the notes that are missing; how many there are."""
    store = DynamoDBNotes(cloud.clients.dynamodb, cloud.output("TableName"))
    users = {user.username: user for user in read_users()}
    documents = read_notes()
    for number, document in enumerate(documents):
        author = users[document["author"]]
        _put_note(store, number, document, _actor(author, subs[author.username]))
    return len(documents)


def make_seed_id(number: int) -> str:
    """The id of a demo note: the shape of the app's own ids, the same on every machine."""
    return make_opaque_id(sha256(f"callnotes demo note {number}".encode()).digest())


def _put_note(store: DynamoDBNotes, number: int, document: dict[str, Any], actor: Actor) -> None:
    note_id = make_seed_id(number)
    content = NoteContent(
        title=document["title"],
        body=document["body"],
        tags=tuple(document["tags"]),
        customer_id=document["customer_id"],
        language=document["language"],
    )
    at = FIRST_WRITTEN + number * BETWEEN_NOTES
    note = Note(note_id, actor.tenant, content, 1, actor.user_id, at, at)
    change = Change(actor, f"seed-{note_id}", at)
    store.create_note(note, digest(asdict(content)).hex(), change)


def _actor(user: DemoUser, sub: str) -> Actor:
    return Actor(user.tenant, sub, Role(user.group))
