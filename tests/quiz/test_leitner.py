"""Boxes: what is known comes less often, what was wrong comes first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.leitner import FIRST, LAST, WAITS, Card, answer, count_boxes, order

NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def test_first_right_answer_moves_a_new_question_to_the_second_box() -> None:
    assert answer(None, NOW, is_right=True) == Card(2, NOW, right=1)


def test_wrong_answer_moves_to_the_first_box_from_any_other() -> None:
    for box in range(FIRST, LAST + 1):
        assert answer(Card(box, NOW - DAY, 3, 1), NOW, is_right=False) == Card(FIRST, NOW, 3, 2)


def test_right_answer_in_the_last_box_stays_there() -> None:
    assert answer(Card(LAST, NOW - DAY), NOW, is_right=True).box == LAST


@pytest.mark.parametrize("box", range(FIRST, LAST + 1))
def test_question_is_due_when_its_box_has_waited(box: int) -> None:
    wait = WAITS[box - 1]
    assert Card(box, NOW - wait).due_at == NOW
    assert list(WAITS) == sorted(WAITS)


def test_due_comes_before_new_and_new_before_what_is_known() -> None:
    cards = {
        "known": Card(5, NOW - DAY),
        "sooner": Card(3, NOW - DAY),
        "due": Card(2, NOW - DAY),
        "wrong": Card(1, NOW),
        "long due": Card(2, NOW - 9 * DAY),
    }
    ids = ["known", "new", "due", "sooner", "long due", "wrong", "also new"]
    assert order(ids, cards, NOW) == [
        *("wrong", "long due", "due"), *("new", "also new"), *("sooner", "known"),
    ]  # fmt: skip


def test_an_answer_tomorrow_changes_the_order() -> None:
    cards = {"a": answer(None, NOW, is_right=True)}
    assert order(["a", "b"], cards, NOW) == ["b", "a"]
    assert order(["a", "b"], cards, NOW + DAY) == ["a", "b"]


@given(st.lists(st.booleans(), max_size=20))
def test_any_answers_leave_a_card_in_a_box_with_all_answers_counted(answers: list[bool]) -> None:
    card = None
    for number, is_right in enumerate(answers):
        card = answer(card, NOW + number * DAY, is_right=is_right)
    if card:
        assert FIRST <= card.box <= LAST
        assert card.right + card.wrong == len(answers)


def test_boxes_are_counted_with_what_is_new() -> None:
    cards = {"a": Card(2, NOW), "b": Card(2, NOW), "gone": Card(1, NOW)}
    assert count_boxes(["a", "b", "c"], cards) == [1, 0, 2, 0, 0, 0]
