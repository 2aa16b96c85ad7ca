"""The questions: form, one right choice, reasons, both languages, topics, skills, links."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from curriculum.files import FileFault
from curriculum.references import find_page_fault
from curriculum.topics import read_curriculum
from quiz import exam
from quiz.exam import draw
from quiz.questions import BANK, LETTERS, Question, Sheet, Wanted, Words, read_questions
from tests.quiz.bench import make_question
from tests.template import ROOT

QUESTIONS = read_questions()
CURRICULUM = read_curriculum()
SKILLS = {skill.id for skill in CURRICULUM.exam.skills}
HANGUL = re.compile("[가-힣]")
AT_LEAST = 130
# Words that give the answer away, or choices that do not stand for themselves.
CHEAP = re.compile(r"\b(all|none) of the above\b|위의 모두", re.IGNORECASE)


every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.id)


def words_of(question: Question) -> Iterator[Words]:
    yield question.ask
    for choice in (question.right, *question.wrong):
        yield choice.text
        yield choice.because


def test_there_are_enough_questions_for_each_domain() -> None:
    by_domain = Counter(question.domain for question in QUESTIONS)
    assert len(QUESTIONS) >= AT_LEAST
    assert min(by_domain[domain.id] for domain in CURRICULUM.exam.domains) >= 15


def test_bank_is_large_enough_for_a_whole_exam() -> None:
    weights = {domain.id: domain.weight for domain in CURRICULUM.exam.domains}
    assert len(draw(QUESTIONS, weights, exam.QUESTIONS, seed=1)) == exam.QUESTIONS


def test_no_question_is_there_twice() -> None:
    for name in ("id", "english", "korean"):
        values = [
            {"id": q.id, "english": q.ask.en.lower(), "korean": q.ask.ko}[name] for q in QUESTIONS
        ]
        assert [value for value, number in Counter(values).items() if number > 1] == []


def test_every_file_holds_the_questions_of_its_domain() -> None:
    for path in BANK.glob("*.yaml"):
        domain = int(path.name[0])
        found = yaml.safe_load(path.read_text())
        assert {question["skill"][0] for question in found} == {str(domain)}


@every_question
def test_topics_and_skill_exist_and_fit(question: Question) -> None:
    topics = [CURRICULUM.by_id[topic] for topic in question.topics]
    assert question.skill in SKILLS
    tasks = {task for topic in topics for task in topic.tasks}
    assert question.skill.rpartition(".")[0] in tasks


@every_question
def test_every_text_is_in_both_languages(question: Question) -> None:
    for words in (question.ask, question.right.because, *(w.because for w in question.wrong)):
        assert HANGUL.search(words.ko), words.ko
    for words in words_of(question):
        assert not HANGUL.search(words.en), words.en


@every_question
def test_every_choice_has_a_reason_of_its_own(question: Question) -> None:
    choices = (question.right, *question.wrong)
    assert len({choice.because.en for choice in choices}) == len(choices)
    assert len({choice.because.ko for choice in choices}) == len(choices)
    assert all(len(choice.because.en) >= 20 for choice in choices)
    assert not any(CHEAP.search(words.en) or CHEAP.search(words.ko) for words in words_of(question))


@every_question
def test_question_is_a_situation_that_asks(question: Question) -> None:
    assert len(question.ask.en) >= 80
    assert question.ask.en.rstrip().endswith("?")
    assert question.ask.ko.rstrip().endswith(("?", "요."))


@every_question
def test_links_lead_somewhere(question: Question) -> None:
    for link in question.links:
        if link.startswith("https://docs.aws.amazon.com/"):
            assert "#" not in link.rpartition("/")[0], link
        elif link.partition("#")[0].endswith(".md"):
            assert find_page_fault(ROOT, link) is None
        else:
            assert (ROOT / link).exists(), link


def share_of_longest(questions: Sequence[Question], language: str) -> float:
    """In how many questions the right choice is longer than each other one; by chance 0.25."""
    longest = 0
    for question in questions:
        right, *wrong = (
            len(getattr(choice.text, language)) for choice in (question.right, *question.wrong)
        )
        longest += right > max(wrong)
    return longest / len(questions)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_right_choice_is_not_given_away_by_its_length(language: str) -> None:
    assert share_of_longest(QUESTIONS, language) <= 0.3


def test_longer_right_choice_is_seen_in_its_language_only() -> None:
    question = make_question()
    words = Words(en="short", ko=question.right.text.ko + " 그리고 그 이유")
    longer = question.right.model_copy(update={"text": words})
    longer_in_korean = question.model_copy(update={"right": longer})
    assert share_of_longest([longer_in_korean], "ko") == 1
    assert share_of_longest([longer_in_korean], "en") == 0


def test_right_choice_is_at_each_letter_about_as_often() -> None:
    letters = Counter(Sheet.of(q, seed).right_letter for seed in range(20) for q in QUESTIONS)
    assert all(0.2 < letters[letter] / letters.total() < 0.3 for letter in LETTERS)


def test_order_of_choices_repeats_with_its_seed() -> None:
    question = make_question()
    assert Sheet.of(question, 1) == Sheet.of(question, 1)
    assert len({Sheet.of(question, seed).choices for seed in range(200)}) == 24


@pytest.mark.parametrize(
    ("wanted", "accepted"),
    [
        (Wanted(), True),
        (Wanted(domain=1), True),
        (Wanted(domain=2), False),
        (Wanted(skill="1.1"), True),
        (Wanted(skill="1.1.1"), True),
        (Wanted(skill="1"), True),
        (Wanted(skill="1.1.11"), False),
        (Wanted(service="DynamoDB", services={"dynamodb-ttl": ["dynamodb"]}), True),
        (Wanted(service="sqs", services={"dynamodb-ttl": ["dynamodb"]}), False),
    ],
)
def test_options_select_questions(wanted: Wanted, *, accepted: bool) -> None:
    assert wanted.accepts(make_question()) == accepted


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"wrong": []}, "wrong"),
        ({"links": []}, "links"),
        ({"links": ["https://example.com/a"]}, "links"),
        ({"skill": "5.1.1"}, "skill"),
        ({"topics": []}, "topics"),
        ({"hint": "no"}, "hint"),
        ({"ask": {"en": "A?"}}, "ask.ko"),
    ],
)
def test_question_of_another_form_is_refused(
    tmp_path: Path, change: dict[str, Any], fault: str
) -> None:
    content = make_question().model_dump(mode="json") | change
    (tmp_path / "1.yaml").write_text(yaml.safe_dump([content]))
    with pytest.raises(FileFault, match=fault):
        read_questions(tmp_path)


def test_two_equal_choices_are_refused(tmp_path: Path) -> None:
    content = make_question().model_dump(mode="json")
    content["wrong"][0]["text"]["ko"] = content["right"]["text"]["ko"]
    (tmp_path / "1.yaml").write_text(yaml.safe_dump([content]))
    with pytest.raises(FileFault, match="two choices of first are the same"):
        read_questions(tmp_path)
