"""Questions one after another: practice explains at once, the exam at its end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from quiz.exam import PASS_PERCENT, score, total
from quiz.phrases import say
from quiz.questions import LETTERS, Language, Question, Sheet

LEAVE = "q"


class Show(Protocol):
    """Prints a text, in a style of rich such as `bold`; lines that follow stand under the first."""

    def __call__(self, text: str, style: str = "", lead: str = "") -> None: ...


@dataclass(frozen=True)
class Table:
    """Where the learner sits: what is shown, read and kept.

    `read` shows a prompt and returns a line, or None when there are no more. `keep` stores an
    answer before the next question comes.
    """

    show: Show
    read: Callable[[str], str | None]
    keep: Callable[[Question, bool], None]
    now: Callable[[], datetime]
    language: Language = "en"

    def say(self, phrase: str, style: str = "", **values: object) -> None:
        """Show a phrase in the learner's language."""
        self.show(say(self.language, phrase, **values), style)


@dataclass
class Session:
    """A run through sheets; `answers` are those given so far."""

    table: Table
    sheets: Sequence[Sheet]
    ends_at: datetime | None = None
    answers: list[tuple[Sheet, str]] = field(default_factory=list)

    @property
    def is_exam(self) -> bool:
        """Whether there is a time, and no explanation before the end."""
        return self.ends_at is not None

    def run(self) -> None:
        """Ask until all is asked, the learner leaves, or the time is over; then show the result."""
        for sheet, letter in self._ask_all():
            self.answers.append((sheet, letter))
            self.table.keep(sheet.question, letter == sheet.right_letter)
            if self.is_exam:
                self.table.say("noted")
            else:
                self._explain(sheet, letter)
        self._show_result()

    def _ask_all(self) -> Iterator[tuple[Sheet, str]]:
        for number, sheet in enumerate(self.sheets, 1):
            self._show_sheet(number, sheet)
            letter = self._read_letter()
            if self.ends_at and self.table.now() >= self.ends_at:
                self.table.say("over", "bold")
                return
            if letter is None:
                return
            yield sheet, letter

    def _read_letter(self) -> str | None:
        """Return a choice's letter, or None to leave."""
        while (line := self.table.read(say(self.table.language, "prompt"))) is not None:
            text = line.strip().lower()
            if text == LEAVE:
                return None
            if len(text) == 1 and text in LETTERS:
                return text
            self.table.say("hint", "yellow")
        return None

    def _show_sheet(self, number: int, sheet: Sheet) -> None:
        question, language = sheet.question, self.table.language
        self.table.show("")
        place = (number, len(self.sheets), question.domain, question.skill)
        names = ("number", "all", "domain", "skill")
        self.table.show(say(language, "question", **dict(zip(names, place, strict=True))), "dim")
        if self.ends_at:
            left = max(0, int((self.ends_at - self.table.now()).total_seconds() // 60))
            self.table.say("left", "dim", minutes=left)
        self.table.show(question.ask.in_language(language), "bold")
        for letter, choice in zip(LETTERS, sheet.choices, strict=True):
            self.table.show(choice.text.in_language(language), lead=f"  {letter}  ")

    def _explain(self, sheet: Sheet, letter: str) -> None:
        if letter == sheet.right_letter:
            self.table.say("right", "green")
        else:
            self.table.say("wrong", "red", letter=sheet.right_letter)
        for each, choice in zip(LETTERS, sheet.choices, strict=True):
            mark = "+" if each == sheet.right_letter else "-"
            because = choice.because.in_language(self.table.language)
            self.table.show(because, lead=f"  {mark} {each}  ")
        links = say(self.table.language, "links") + "  ".join(sheet.question.links)
        self.table.show(links, "dim")

    def _show_result(self) -> None:
        given = [(sheet.question, letter == sheet.right_letter) for sheet, letter in self.answers]
        if self.is_exam:
            given += [(sheet.question, False) for sheet in self.sheets[len(given) :]]
        if not given:
            return
        by_domain = score(given)
        result = total(by_domain.values())
        self.table.show("")
        self.table.say("result", "bold", **result.to_values())
        for domain, own in by_domain.items():
            self.table.say("domain", domain=domain, **own.to_values())
        if self.is_exam:
            self._show_exam(result.percent)

    def _show_exam(self, percent: int) -> None:
        if still_open := len(self.sheets) - len(self.answers):
            self.table.say("open", open=still_open)
        self.table.say("passed" if percent >= PASS_PERCENT else "failed", needed=PASS_PERCENT)
        wrong = [(sheet, letter) for sheet, letter in self.answers if letter != sheet.right_letter]
        if wrong:
            self.table.show("")
            self.table.say("review", "bold")
        for sheet, letter in wrong:
            self.table.show("")
            self.table.show(sheet.question.ask.in_language(self.table.language), "bold")
            self._explain(sheet, letter)
