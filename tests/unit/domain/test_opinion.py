from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.customer import BookingStatus
from callnotes.domain.escalation import Opinion
from callnotes.domain.opinion import opine_on_bookings, opine_on_history, opine_on_sentiment
from tests.builders import NOON, make_note


@pytest.mark.parametrize(
    ("count", "score", "text"),
    [
        (0, 0.0, "0 notes in 30 days"),
        (1, 0.2, "1 note in 30 days"),
        (5, 1.0, "5 notes in 30 days"),
        (9, 1.0, "9 notes in 30 days"),
    ],
)
def test_history_counts_notes(count: int, score: float, text: str) -> None:
    notes = [make_note() for _ in range(count)]
    assert opine_on_history(notes, NOON) == Opinion("history", score, text)


def test_history_ends_after_30_days() -> None:
    notes = [make_note(at=NOON - timedelta(days=30)), make_note(at=NOON - timedelta(days=31))]
    assert opine_on_history(notes, NOON).text == "1 note in 30 days"


@pytest.mark.parametrize(
    ("statuses", "score", "text"),
    [
        ((), None, "no bookings"),
        (("confirmed",), 0.0, "1 of 1 booking confirmed"),
        (("confirmed", "delayed"), 0.5, "1 of 2 bookings delayed"),
        (("cancelled", "delayed", "cancelled"), 1.0, "2 of 3 bookings cancelled"),
    ],
)
def test_the_worst_booking_speaks(
    statuses: tuple[BookingStatus, ...], score: float | None, text: str
) -> None:
    assert opine_on_bookings(statuses) == Opinion("booking", score, text)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("The caller was FURIOUS. The refund failed!", 1.0),
        ("They complained about a rude colleague.", 1.0),
        ("Thank you, that was very helpful.", 0.0),
        ("The caller is not happy.", 1.0),
        ("Thanks, but the flight was cancelled.", 0.5),
        ("A question about seat 14A.", 0.5),
        ("", 0.5),
        ("환불이 지연되어 화가 많이 나셨습니다.", 1.0),
        ("고객이 불만족을 말했다.", 1.0),
        ("빨리 해결해 주셔서 감사합니다.", 0.0),
        ("상담원이 친절했지만 항공편이 취소되었다.", 0.5),
        ("좌석 문의.", 0.5),
    ],
)
def test_sentiment_goes_by_words_of_two_languages(text: str, score: float) -> None:
    assert opine_on_sentiment(text).score == score


@pytest.mark.parametrize(
    ("text", "tone"),
    [("angry", "negative in tone"), ("grateful", "positive in tone"), ("seat", "neutral in tone")],
)
def test_sentiment_is_named(text: str, tone: str) -> None:
    assert opine_on_sentiment(text).text == tone


@given(st.text())
def test_any_text_has_a_score_and_is_not_quoted(text: str) -> None:
    opinion = opine_on_sentiment(text)
    assert opinion.score is not None
    assert 0 <= opinion.score <= 1
    assert opinion.text in {"negative in tone", "positive in tone", "neutral in tone"}
    assert opinion == opine_on_sentiment(text)


def test_long_text_takes_no_long_time() -> None:
    assert opine_on_sentiment("not " * 16_384).score is not None
