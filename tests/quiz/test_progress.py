"""Progress comes back as it was kept; a damaged file is named and left alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from quiz.leitner import Card
from quiz.progress import DamagedProgress, ProgressFile
from tests.quiz.bench import START


def test_cards_come_back_as_they_were_kept(tmp_path: Path) -> None:
    file = ProgressFile(tmp_path / "state" / "quiz.json")
    cards = {"b": Card(3, START, 2, 1), "a": Card(1, START, 0, 4)}
    file.write(cards)
    assert file.read(START) == cards
    assert [path.name for path in file.path.parent.iterdir()] == ["quiz.json"]


def test_nothing_was_answered_yet(tmp_path: Path) -> None:
    assert ProgressFile(tmp_path / "quiz.json").read(START) == {}


def test_answer_from_the_future_is_due_again(tmp_path: Path) -> None:
    file = ProgressFile(tmp_path / "quiz.json")
    file.write({"a": Card(2, START + timedelta(days=900))})
    assert file.read(START)["a"].answered_at <= START + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 2, "cards": {}}',
        '{"version": 1}',
        '{"version": 1, "cards": {"a": {"box": 9, "answered_at": "2030-01-01T00:00:00Z", "right": 0, "wrong": 0}}}',  # noqa: E501
        '{"version": 1, "cards": {"a": {"box": 1, "answered_at": "2030-01-01T00:00:00", "right": 0, "wrong": 0}}}',  # noqa: E501
    ],
)
def test_damaged_file_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    file = ProgressFile(tmp_path / "quiz.json")
    file.path.write_text(text)
    with pytest.raises(DamagedProgress, match=r"quiz\.json"):
        file.read(START)
    assert file.path.read_text() == text
