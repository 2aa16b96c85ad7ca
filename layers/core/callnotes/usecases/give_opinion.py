"""Give one source's opinion on an escalation."""

from datetime import datetime

from callnotes.domain.errors import NoteNotFound
from callnotes.domain.escalation import Opinion, Question
from callnotes.domain.note import Note
from callnotes.domain.opinion import (
    MANY_NOTES,
    opine_on_bookings,
    opine_on_history,
    opine_on_sentiment,
)
from callnotes.ports.customers import CustomerStore
from callnotes.ports.notes import NoteStore


def give_opinion(
    question: Question, now: datetime, *, notes: NoteStore, customers: CustomerStore
) -> Opinion:
    """Return the opinion; raise NoteNotFound when sentiment is asked of a note that is gone."""
    tenant, customer_id = question.tenant, question.customer_id
    if question.source == "history":
        found, _ = notes.list_customer_notes(tenant, customer_id, MANY_NOTES, None)
        return opine_on_history(found, now)
    if question.source == "booking":
        customer = customers.get_customer(tenant, customer_id)
        bookings = customer.bookings if customer else ()
        return opine_on_bookings([booking.status for booking in bookings])
    content = _find_note(question, notes).content
    return opine_on_sentiment(f"{content.title}\n{content.body}")


def _find_note(question: Question, notes: NoteStore) -> Note:
    note = notes.get_note(question.tenant, question.note_id)
    if not isinstance(note, Note):
        raise NoteNotFound("The note of the escalation was deleted.")
    return note
