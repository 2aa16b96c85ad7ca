"""The questions: one file for each domain of the exam below quiz/bank/."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from curriculum.topics import Entry, Slug, Text, read_entries

BANK = Path(__file__).resolve().parent / "bank"
LETTERS = "abcd"

type Language = Literal["en", "ko"]
# Pages of AWS, or files of this checkout.
type Link = Annotated[
    str, Field(pattern=r"^(https://docs\.aws\.amazon\.com/\S+|[\w./-]+(#[\w-]+)?)$")
]


class Words(Entry):
    """A text in each language."""

    en: Text
    ko: Text

    def in_language(self, language: Language) -> str:
        """Return the text in one language."""
        return self.en if language == "en" else self.ko


class Choice(Entry):
    """A choice; `because` is why it is right, or why it is wrong."""

    text: Words
    because: Words


class Question(Entry):
    """A question with one right choice, written first, and three wrong ones."""

    id: Slug
    topics: Annotated[tuple[Slug, ...], Field(min_length=1)]
    skill: Annotated[str, Field(pattern=r"^[1-4]\.\d+\.\d+$")]
    ask: Words
    right: Choice
    wrong: Annotated[tuple[Choice, ...], Field(min_length=3, max_length=3)]
    links: Annotated[tuple[Link, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _choices_differ(self) -> Self:
        for language in ("en", "ko"):
            texts = {choice.text.in_language(language) for choice in (self.right, *self.wrong)}
            if len(texts) < len(LETTERS):
                raise ValueError(f"two choices of {self.id} are the same ({language})")
        return self

    @property
    def domain(self) -> int:
        """The domain of the exam that its skill belongs to."""
        return int(self.skill[0])


@dataclass(frozen=True)
class Sheet:
    """A question as it is shown: its choices in an order."""

    question: Question
    choices: tuple[Choice, ...]

    @classmethod
    def of(cls, question: Question, seed: int) -> "Sheet":
        """Put the choices in the order that this seed gives to this question."""
        choices = [question.right, *question.wrong]
        random.Random(f"{seed} {question.id}").shuffle(choices)  # noqa: S311 - an order, no secret
        return cls(question, tuple(choices))

    @property
    def right_letter(self) -> str:
        """The letter of the right choice."""
        return LETTERS[self.choices.index(self.question.right)]


@dataclass(frozen=True)
class Wanted:
    """Which questions to ask; what is not set selects nothing away."""

    domain: int | None = None
    skill: str | None = None
    services: Mapping[str, Sequence[str]] | None = None
    service: str | None = None

    def accepts(self, question: Question) -> bool:
        """Whether a question is among those asked for; `services` are those of each topic."""
        named = {
            service.lower()
            for topic in question.topics
            for service in (self.services or {}).get(topic, ())
        }
        return (
            (self.domain is None or question.domain == self.domain)
            and (self.skill is None or f"{question.skill}.".startswith(f"{self.skill}."))
            and (self.service is None or self.service.lower() in named)
        )


def read_questions(folder: Path = BANK) -> list[Question]:
    """Read all files; raise FileFault for one that has another form."""
    return [
        question
        for path in sorted(folder.glob("*.yaml"))
        for question in read_entries(path, tuple[Question, ...])
    ]


def questions_by_topic(questions: Iterable[Question]) -> dict[str, list[str]]:
    """Return the ids of the questions about each topic."""
    found: dict[str, list[str]] = {}
    for question in questions:
        for topic in question.topics:
            found.setdefault(topic, []).append(question.id)
    return found
