"""Opinions on an escalation, made of counts and states; what people wrote is never quoted."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from callnotes.domain.customer import BookingStatus
from callnotes.domain.escalation import Opinion
from callnotes.domain.note import Note

Tone = Literal["negative", "neutral", "positive"]

HISTORY = timedelta(days=30)
# So many notes within the history, or more, are the highest score.
MANY_NOTES = 5

_BOOKING_SCORES: dict[BookingStatus, float] = {"confirmed": 0.0, "delayed": 0.5, "cancelled": 1.0}
# Beginnings of words, so that an ending makes no other word of them. Korean puts endings and
# particles behind a stem, and a compound may put something before it.
_NEGATIVE = re.compile(
    r"\b(?:angr|annoy|awful|cancel|complain|delay|disappoint|fail|frustrat|furious|furiously"
    r"|horribl|lawyer|lost|missed|refund|rude|terribl|unaccept|unhapp|upset|worst|wrong)"
    r"|화가|화났|화를|짜증|불만|불평|항의|취소|지연|환불|실망|최악|엉망|분노|분실|잘못|불친절|고소|소송"
)
_POSITIVE = re.compile(
    r"\b(?:appreciat|excellent|glad|grateful|great|happ|helpful|kind|perfect|pleas|polite|resolv"
    r"|satisf|solv|thank|wonderful)"
    r"|감사|고맙|고마|만족|친절|좋아|좋은|훌륭|해결|기쁘|기뻐|최고"
)
# A positive word with one of these before it, or as its beginning, is none.
_NEGATED = re.compile(r"\b(?:not|never|no|hardly|isn't|wasn't|don't)\s+\w+|불만족|불친절|안\s?좋")


def opine_on_history(notes: Sequence[Note], now: datetime) -> Opinion:
    """Return how often the customer was written about lately."""
    count = sum(note.created_at >= now - HISTORY for note in notes)
    score = min(count / MANY_NOTES, 1.0)
    return Opinion("history", round(score, 2), f"{_count(count, 'note')} in {HISTORY.days} days")


def opine_on_bookings(statuses: Sequence[BookingStatus]) -> Opinion:
    """Return the worst that happened to a booking; a customer without any has no score."""
    if not statuses:
        return Opinion("booking", None, "no bookings")
    worst = max(statuses, key=lambda status: _BOOKING_SCORES[status])
    named = sum(status == worst for status in statuses)
    text = f"{named} of {_count(len(statuses), 'booking')} {worst}"
    return Opinion("booking", _BOOKING_SCORES[worst], text)


def opine_on_sentiment(text: str) -> Opinion:
    """Return how discontented a text sounds, by words of Korean and English it has.

    1 is discontent only, 0 is content only, 0.5 is neither; the same text always gives the same.
    """
    words = text.casefold()
    negated = len(_NEGATED.findall(words))
    negative = len(_NEGATIVE.findall(words)) + negated
    positive = len(_POSITIVE.findall(_NEGATED.sub(" ", words)))
    score = (1 + (negative - positive) / (negative + positive)) / 2 if negative + positive else 0.5
    return Opinion("sentiment", round(score, 2), f"{tone_of(score)} in tone")


def tone_of(score: float) -> Tone:
    """Return the class of a sentiment's score."""
    return "negative" if score > 0.6 else "positive" if score < 0.4 else "neutral"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
