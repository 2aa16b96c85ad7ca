"""A quiz as the command line asks for it: which questions, in which order, kept where."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from curriculum.topics import read_curriculum
from quiz import exam, leitner
from quiz.progress import ProgressFile
from quiz.questions import LETTERS, Language, Question, Sheet, Wanted, read_questions
from quiz.session import Session, Show, Table


def now() -> datetime:
    """Return the time of the machine."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Options:
    """What the learner asks for; `seed` decides the order of choices, and what an exam draws."""

    domain: int | None = None
    skill: str | None = None
    service: str | None = None
    count: int = 10
    is_exam: bool = False
    language: Language = "en"
    seed: int | None = None


class Quiz:
    """The questions that fit the options, and what the learner knows of them."""

    def __init__(self, options: Options, path: Path, clock: Callable[[], datetime] = now) -> None:
        """Read questions and progress; raise FileFault or DamagedProgress."""
        self.options = options
        self._clock = clock
        self._file = ProgressFile(path)
        self.cards = self._file.read(clock())
        self._curriculum = read_curriculum()
        services = {topic.id: topic.services for topic in self._curriculum.topics}
        wanted = Wanted(options.domain, options.skill, services, options.service)
        self.questions = [question for question in read_questions() if wanted.accepts(question)]
        self._seed = int(clock().timestamp()) if options.seed is None else options.seed

    @property
    def sheets(self) -> list[Sheet]:
        """What is asked, in order."""
        return [Sheet.of(question, self._seed) for question in self._choose()]

    def _choose(self) -> list[Question]:
        if self.options.is_exam:
            weights = {domain.id: domain.weight for domain in self._curriculum.exam.domains}
            return exam.draw(self.questions, weights, exam.QUESTIONS, self._seed)
        by_id = {question.id: question for question in self.questions}
        ordered = leitner.order(by_id, self.cards, self._clock())
        return [by_id[one] for one in ordered[: self.options.count]]

    def play(self, show: Show, read: Callable[[str], str | None]) -> None:
        """Ask, keep each answer, and show the result."""
        table = Table(show, read, self._keep, self._clock, self.options.language)
        session = Session(table, self.sheets)
        if self.options.is_exam:
            self._announce(session)
        session.run()
        if not self.options.is_exam:
            new, *boxes = leitner.count_boxes([each.id for each in self.questions], self.cards)
            table.say("boxes", "dim", new=new, boxes=" ".join(map(str, boxes)))

    def _announce(self, session: Session) -> None:
        number = len(session.sheets)
        time = exam.TIME * number / exam.QUESTIONS
        values: dict[str, Any] = {"all": number, "minutes": int(time.total_seconds() // 60)}
        if number < exam.QUESTIONS:
            session.table.say("fewer", "yellow", full=exam.QUESTIONS, **values)
        session.table.say("exam", **values)
        session.ends_at = self._clock() + time

    def _keep(self, question: Question, is_right: bool) -> None:  # noqa: FBT001 - Table.keep
        card = self.cards.get(question.id)
        self.cards[question.id] = leitner.answer(card, self._clock(), is_right=is_right)
        self._file.write(self.cards)

    def to_json(self) -> dict[str, Any]:
        """Return what would be asked, with the answers, for a program."""
        new, *boxes = leitner.count_boxes([each.id for each in self.questions], self.cards)
        questions = [_sheet_to_json(sheet, self.options.language) for sheet in self.sheets]
        return {
            "available": len(self.questions),
            "new": new,
            "boxes": boxes,
            "questions": questions,
        }


def _sheet_to_json(sheet: Sheet, language: Language) -> dict[str, Any]:
    question = sheet.question
    return {
        "id": question.id,
        "domain": question.domain,
        "skill": question.skill,
        "topics": question.topics,
        "question": question.ask.in_language(language),
        "choices": {
            letter: {
                "text": choice.text.in_language(language),
                "because": choice.because.in_language(language),
            }
            for letter, choice in zip(LETTERS, sheet.choices, strict=True)
        },
        "answer": sheet.right_letter,
        "links": question.links,
    }
