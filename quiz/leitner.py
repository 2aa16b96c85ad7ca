"""Spaced repetition after Sebastian Leitner: what you know comes less often.

A question is in a box. A right answer moves it to the next box, a wrong one to the first. Each box
waits longer than the one before. https://en.wikipedia.org/wiki/Leitner_system
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

WAITS = (timedelta(0), timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=14))
FIRST, LAST = 1, len(WAITS)


@dataclass(frozen=True)
class Card:
    """What is known of one question: its box, when it was answered last, and how often right."""

    box: int
    answered_at: datetime
    right: int = 0
    wrong: int = 0

    @property
    def due_at(self) -> datetime:
        """When the question comes again."""
        return self.answered_at + WAITS[self.box - 1]


def answer(card: Card | None, now: datetime, *, is_right: bool) -> Card:
    """Return the card after an answer; a new question was in the first box."""
    box = card.box if card else FIRST
    right, wrong = (card.right, card.wrong) if card else (0, 0)
    if is_right:
        return Card(min(box + 1, LAST), now, right + 1, wrong)
    return Card(FIRST, now, right, wrong + 1)


def order(ids: Iterable[str], cards: Mapping[str, Card], now: datetime) -> list[str]:
    """Return the questions in the order to ask them.

    First what is due, the lowest box and the longest wait first; then what is new; then the rest,
    by the time that it is due.
    """

    def place(one: str) -> tuple[int, int, datetime]:
        card = cards.get(one)
        if card is None:
            return (1, 0, now)
        return (0, card.box, card.due_at) if card.due_at <= now else (2, 0, card.due_at)

    return sorted(ids, key=place)


def count_boxes(ids: Iterable[str], cards: Mapping[str, Card]) -> list[int]:
    """Return how many questions are new, and how many are in each box."""
    boxes = [cards[one].box if one in cards else 0 for one in ids]
    return [boxes.count(box) for box in range(LAST + 1)]
