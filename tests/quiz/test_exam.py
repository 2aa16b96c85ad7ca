"""The exam: shares of the domains, a draw that repeats, scores by domain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.topics import read_curriculum
from quiz.exam import PASS_PERCENT, QUESTIONS, TIME, Score, draw, score, share_out, total
from tests.quiz.bench import make_question

WEIGHTS = {1: 32, 2: 26, 3: 24, 4: 18}
BANK = [make_question(f"q{d}-{n}", f"{d}.1.1") for d in WEIGHTS for n in range(30)]


def test_65_questions_are_shared_out_by_the_exams_weights() -> None:
    exam = {domain.id: domain.weight for domain in read_curriculum().exam.domains}
    assert exam == WEIGHTS
    assert share_out(exam, QUESTIONS) == {1: 21, 2: 17, 3: 15, 4: 12}
    assert (QUESTIONS, TIME.total_seconds(), PASS_PERCENT) == (65, 130 * 60, 72)


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 100), min_size=1), st.integers(0, 200))
def test_shares_add_up_and_are_off_by_less_than_one(weights: dict[int, int], number: int) -> None:
    parts = share_out(weights, number)
    assert sum(parts.values()) == number
    whole = sum(weights.values())
    assert all(abs(parts[d] - number * w / whole) < 1 for d, w in weights.items())


def test_draw_has_the_share_of_each_domain_and_no_question_twice() -> None:
    drawn = draw(BANK, WEIGHTS, QUESTIONS, seed=1)
    assert len({question.id for question in drawn}) == QUESTIONS
    assert [sum(q.domain == d for q in drawn) for d in WEIGHTS] == [21, 17, 15, 12]


def test_draw_repeats_with_its_seed_and_differs_with_another() -> None:
    assert draw(BANK, WEIGHTS, 65, seed=1) == draw(BANK, WEIGHTS, 65, seed=1)
    assert draw(BANK, WEIGHTS, 65, seed=1) != draw(BANK, WEIGHTS, 65, seed=2)


def test_draw_of_a_small_bank_takes_what_there_is() -> None:
    few = [make_question("a", "1.1.1"), make_question("b", "4.1.1")]
    assert {question.id for question in draw(few, WEIGHTS, 65, seed=1)} == {"a", "b"}


def test_score_counts_by_domain() -> None:
    first, second = make_question("a", "2.1.1"), make_question("b", "1.1.1")
    scores = score([(first, True), (first, False), (second, True)])
    assert scores == {1: Score(1, 1), 2: Score(1, 2)}
    assert total(scores.values()) == Score(2, 3)


@pytest.mark.parametrize(("right", "asked", "percent"), [(0, 0, 0), (47, 65, 72), (46, 65, 70)])
def test_percentage_is_rounded_down(right: int, asked: int, percent: int) -> None:
    assert Score(right, asked).percent == percent
