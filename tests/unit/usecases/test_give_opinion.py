from datetime import timedelta

import pytest

from callnotes.domain.customer import Booking
from callnotes.domain.errors import NoteNotFound
from callnotes.domain.escalation import Opinion, Question, Source
from callnotes.domain.note import Note
from callnotes.usecases.give_opinion import give_opinion
from tests.builders import (
    NOON,
    make_booking,
    make_change,
    make_content,
    make_customer,
    make_note,
)
from tests.fakes.customers import InMemoryCustomers
from tests.fakes.notes import InMemoryNotes


def given_note(notes: InMemoryNotes, body: str = "Asked about the flight.") -> Note:
    note = make_note(make_content(body=body, customer_id="customer-1"))
    notes.create_note(note, "print", make_change())
    return note


def ask(
    source: Source,
    notes: InMemoryNotes,
    note_id: str = "n" * 26,
    *bookings: Booking,
) -> Opinion:
    customers = InMemoryCustomers()
    if bookings:
        customer = make_customer(customer_id="customer-1", bookings=bookings)
        customers.create_customer(customer, make_change())
    question = Question(source, "hanbit", "customer-1", note_id)
    return give_opinion(question, NOON + timedelta(days=1), notes=notes, customers=customers)


def test_history_counts_the_customers_notes(notes: InMemoryNotes) -> None:
    for _ in range(2):
        given_note(notes)
    assert ask("history", notes) == Opinion("history", 0.4, "2 notes in 30 days")


def test_booking_looks_at_the_customers_bookings(notes: InMemoryNotes) -> None:
    bookings = make_booking(), make_booking("b-2", status="cancelled")
    opinion = ask("booking", notes, "n" * 26, *bookings)
    assert opinion == Opinion("booking", 1.0, "1 of 2 bookings cancelled")


def test_nobody_known_has_no_bookings(notes: InMemoryNotes) -> None:
    assert ask("booking", notes) == Opinion("booking", None, "no bookings")


def test_sentiment_reads_the_note(notes: InMemoryNotes) -> None:
    note = given_note(notes, "The caller was furious about the delay.")
    opinion = ask("sentiment", notes, note.note_id)
    assert opinion == Opinion("sentiment", 1.0, "negative in tone")


def test_sentiment_of_a_note_that_is_gone_is_an_error(notes: InMemoryNotes) -> None:
    with pytest.raises(NoteNotFound):
        ask("sentiment", notes)
