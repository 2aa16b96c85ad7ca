"""`callnotes quiz` from a pipe: questions, progress, errors."""

import io
import json
import sys
from typing import Any

import pytest

from callnotes_local.command_line import quiz as command
from tests.local.command_line import CommandLine, Outcome

ONE = ("quiz", "--count", "1", "--seed", "1")


@pytest.fixture
def quiz(callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch) -> "Quiz":
    monkeypatch.setattr(command, "workspace", callnotes.workspace)
    return Quiz(callnotes, monkeypatch)


class Quiz:
    """The command with lines on its standard input."""

    def __init__(self, callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.callnotes = callnotes
        self.progress = callnotes.workspace.state / "quiz.json"
        self._monkeypatch = monkeypatch

    def run(self, *arguments: str, lines: str = "") -> Outcome:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return self.callnotes.run(*arguments)

    def asked(self, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run(*arguments, "--json").out)
        return found


def test_answer_from_a_pipe_is_judged_and_kept(quiz: Quiz) -> None:
    (asked,) = quiz.asked(*ONE)["questions"]
    done = quiz.run(*ONE, lines=f"{asked['answer']}\n")
    assert done.code == 0
    assert asked["question"] in done.out
    assert "Right." in done.out
    cards = json.loads(quiz.progress.read_text())["cards"]
    assert {name: card["box"] for name, card in cards.items()} == {asked["id"]: 2}


def test_progress_survives_down(quiz: Quiz) -> None:
    quiz.run(*ONE, lines="a\n")
    kept = quiz.progress.read_text()
    assert quiz.run("down").code == 0
    assert quiz.progress.read_text() == kept


def test_question_that_is_known_comes_after_new_ones(quiz: Quiz) -> None:
    (first,) = quiz.asked(*ONE)["questions"]
    quiz.run(*ONE, lines=f"{first['answer']}\n")
    found = quiz.asked(*ONE)
    (second,) = found["questions"]
    assert second["id"] != first["id"]
    assert found["boxes"] == [0, 1, 0, 0, 0]


def test_json_asks_nothing_and_keeps_nothing(quiz: Quiz) -> None:
    found = quiz.asked("quiz", "--domain", "2", "--count", "3", "--lang", "ko")
    questions = found["questions"]
    assert [question["domain"] for question in questions] == [2, 2, 2]
    assert not quiz.progress.exists()


def test_empty_standard_input_is_exit_2_with_the_reason(quiz: Quiz) -> None:
    done = quiz.run(*ONE)
    assert done.code == 2
    assert "Standard input is no terminal" in done.err
    assert not quiz.progress.exists()


def test_no_question_left_is_exit_2(quiz: Quiz) -> None:
    done = quiz.run("quiz", "--service", "no-such-service", lines="a\n")
    assert done.code == 2
    assert "nothing to ask" in done.err


def test_damaged_progress_is_named_and_left_alone(quiz: Quiz) -> None:
    quiz.progress.parent.mkdir(parents=True)
    quiz.progress.write_text("{")
    done = quiz.run(*ONE, lines="a\n")
    assert done.code == 1
    assert "quiz.json" in done.err
    assert quiz.progress.read_text() == "{"


def test_exam_from_a_pipe_ends_with_a_score(quiz: Quiz) -> None:
    sheets = quiz.asked("quiz", "--exam", "--seed", "3")["questions"]
    lines = "".join(f"{sheet['answer']}\n" for sheet in sheets)
    done = quiz.run("quiz", "--exam", "--seed", "3", lines=lines)
    number = len(sheets)
    assert f"{number} of {number} right (100 %)" in done.out
    assert "domain 4: " in done.out
    assert "This would pass" in done.out
