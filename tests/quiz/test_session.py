"""A learner answers, leaves, runs out of time: what is shown and what is kept."""

from datetime import timedelta

import pytest

from quiz.questions import Sheet
from quiz.session import Session
from tests.quiz.bench import START, Learner, make_question

SHEETS = [Sheet.of(make_question(name, f"{d}.1.1"), seed=1) for d, name in ((1, "p"), (2, "q"))]
RIGHT = [sheet.right_letter for sheet in SHEETS]
WRONG = ["abcd".replace(letter, "")[0] for letter in RIGHT]


def test_right_answer_is_kept_and_every_choice_explained() -> None:
    learner = Learner([RIGHT[0], RIGHT[1]])
    Session(learner.table, SHEETS).run()
    assert learner.kept == [("p", True), ("q", True)]
    for kind in ("right", "x", "y", "z"):
        assert f"p {kind} because" in learner.text
    assert "Read on: template.yaml" in learner.text
    assert "2 of 2 right (100 %)" in learner.text


def test_wrong_answer_names_the_right_one() -> None:
    learner = Learner([WRONG[0]])
    Session(learner.table, SHEETS[:1]).run()
    assert learner.kept == [("p", False)]
    assert f"Wrong: the answer is {RIGHT[0]}." in learner.seen
    assert f"  + {RIGHT[0]}  p right because" in learner.seen


def test_answer_is_kept_before_the_next_question_is_read() -> None:
    learner = Learner([RIGHT[0]])
    kept_at: list[int] = []
    read = learner.read

    def reading(prompt: str) -> str | None:
        kept_at.append(len(learner.kept))
        return read(prompt)

    learner.read = reading  # type: ignore[method-assign]
    Session(learner.table, SHEETS).run()
    assert kept_at == [0, 1]


@pytest.mark.parametrize("line", ["", "e", "ab", "1", "quit", "ㅁ", "?"])
def test_anything_else_is_asked_again(line: str) -> None:
    learner = Learner([f"{line}\n", f" {RIGHT[0].upper()} \n"])
    Session(learner.table, SHEETS[:1]).run()
    assert learner.kept == [("p", True)]
    assert "Type a, b, c or d for a choice, or q to leave." in learner.seen


@pytest.mark.parametrize("lines", [["q"], ["Q\n"], []])
def test_leaving_keeps_what_was_answered_and_no_more(lines: list[str]) -> None:
    learner = Learner([RIGHT[0], *lines])
    session = Session(learner.table, SHEETS)
    session.run()
    assert learner.kept == [("p", True)]
    assert "1 of 1 right (100 %)" in learner.text


def test_leaving_at_once_shows_no_score() -> None:
    learner = Learner(["q"])
    Session(learner.table, SHEETS).run()
    assert learner.kept == []
    assert "right (" not in learner.text


def test_exam_explains_nothing_before_its_end_and_reviews_what_was_wrong() -> None:
    learner = Learner([RIGHT[0], WRONG[1]])
    Session(learner.table, SHEETS, ends_at=START + timedelta(minutes=4)).run()
    end = learner.seen.index("1 of 2 right (50 %)")
    before, after = "\n".join(learner.seen[:end]), "\n".join(learner.seen[end:])
    assert "because" not in before
    assert f"Wrong: the answer is {RIGHT[1]}." in after
    assert "q right because" in after
    assert "p right because" not in after
    assert "domain 1: 1 of 1 (100 %)" in after
    assert "domain 2: 0 of 1 (0 %)" in after
    assert "This would not pass" in after
    assert learner.kept == [("p", True), ("q", False)]


def test_answer_after_the_time_does_not_count() -> None:
    learner = Learner([RIGHT[0], RIGHT[1]])
    Session(learner.table, SHEETS, ends_at=START + timedelta(minutes=2)).run()
    assert learner.kept == [("p", True)]
    assert "The time is over." in learner.seen
    assert "1 of 2 right (50 %)" in learner.seen
    assert "1 not answered: they count as wrong." in learner.seen


def test_exam_shows_the_minutes_that_are_left() -> None:
    learner = Learner([RIGHT[0], RIGHT[1]])
    Session(learner.table, SHEETS, ends_at=START + timedelta(minutes=9)).run()
    assert [line for line in learner.seen if "left" in line] == ["9 minutes left", "8 minutes left"]
    assert "This would pass" in learner.text


def test_korean_learner_reads_korean() -> None:
    learner = Learner([WRONG[0]])
    table = learner.table
    korean = type(table)(table.show, table.read, table.keep, table.now, "ko")
    Session(korean, SHEETS[:1]).run()
    assert "p? (ko)" in learner.seen
    assert f"오답입니다. 정답은 {RIGHT[0]}입니다." in learner.seen
    assert "p right because (ko)" in learner.text
