"""Writes docs/exam-map.md."""

from pathlib import Path

from curriculum.exam_map import make_exam_map
from curriculum.labs import labs_by_topic
from curriculum.topics import read_curriculum
from curriculum.trace import cover, read_trace
from quiz.questions import questions_by_topic, read_questions

PAGE = Path(__file__).resolve().parents[1] / "docs" / "exam-map.md"


def exam_map_text() -> str:
    """Return the text of the page."""
    curriculum = read_curriculum()
    questions = questions_by_topic(read_questions())
    rows = cover(curriculum, read_trace(), labs_by_topic(), questions)
    return make_exam_map(curriculum, rows)


def main() -> None:
    """Write the page."""
    PAGE.write_text(exam_map_text())


if __name__ == "__main__":
    main()
