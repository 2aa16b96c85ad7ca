"""List notes: the caller's own, or the tenant's on one customer."""

import json
from collections.abc import Sequence

from callnotes.domain.actor import Actor
from callnotes.domain.note import Note, NotePage
from callnotes.domain.paging import Position, open_position, seal_position
from callnotes.ports.notes import NoteStore

# A function's response has at most 6 MB, and the notes' envelope needs some of it:
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MAX_PAGE_BYTES = 5_000_000


def list_notes(
    actor: Actor, *, customer_id: str | None, limit: int, token: str | None, notes: NoteStore
) -> NotePage:
    """Return one page, newest first; raise Invalid when the token is not of this list.

    A page has fewer notes than `limit` when more would exceed one response.
    """
    scope = _scope(actor, customer_id)
    after = open_position(token, scope) if token is not None else None

    def query(count: int) -> tuple[list[Note], Position | None]:
        if customer_id is None:
            return notes.list_author_notes(actor.tenant, actor.user_id, count, after)
        return notes.list_customer_notes(actor.tenant, customer_id, count, after)

    found, last = query(limit)
    fitting = _count_fitting(found)
    if fitting < len(found):
        found, last = query(fitting)
    return NotePage(tuple(found), seal_position(last, scope) if last else None)


def _scope(actor: Actor, customer_id: str | None) -> tuple[str, ...]:
    mine = (actor.tenant, actor.user_id)
    return (*mine, "own") if customer_id is None else (*mine, "customer", customer_id)


def _count_fitting(found: Sequence[Note]) -> int:
    size = 0
    for number, note in enumerate(found):
        size += _size(note)
        if size > MAX_PAGE_BYTES:
            return max(number, 1)
    return len(found)


def _size(note: Note) -> int:
    # The body's JSON is a string in the response's JSON: a control character becomes seven bytes.
    content = note.content
    text = json.dumps([content.title, content.body, content.tags], ensure_ascii=False)
    return len(json.dumps(text, ensure_ascii=False).encode())
