"""List notes: the caller's own, or the tenant's on one customer."""

from callnotes.domain.actor import Actor
from callnotes.domain.note import NotePage
from callnotes.domain.paging import open_position, seal_position
from callnotes.ports import NoteStore


def list_notes(
    actor: Actor, *, customer_id: str | None, limit: int, token: str | None, notes: NoteStore
) -> NotePage:
    """Return one page, newest first; raise Invalid when the token is not of this list."""
    scope = _scope(actor, customer_id)
    after = open_position(token, scope) if token is not None else None
    if customer_id is None:
        found, last = notes.list_author_notes(actor.tenant, actor.user_id, limit, after)
    else:
        found, last = notes.list_customer_notes(actor.tenant, customer_id, limit, after)
    return NotePage(tuple(found), seal_position(last, scope) if last else None)


def _scope(actor: Actor, customer_id: str | None) -> tuple[str, ...]:
    mine = (actor.tenant, actor.user_id)
    return (*mine, "own") if customer_id is None else (*mine, "customer", customer_id)
