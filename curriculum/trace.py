"""Where each topic is exercised: curriculum/trace.yaml, joined with the topics and the quiz."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from curriculum.topics import FOLDER, Curriculum, Entry, Topic, read_entries

TRACE = FOLDER / "trace.yaml"

type Code = Annotated[str, Field(pattern=r"^[^:\s]+::[^:\s]+$")]
type TestId = Annotated[str, Field(pattern=r"^tests/[^:\s]+\.py(::[A-Za-z]\w*)?::test_\w+$")]
type Page = Annotated[str, Field(pattern=r"^[\w/.-]+\.md(#[\w-]+)?$")]


class Evidence(Entry):
    """What shows a topic: code as `file::symbol`, tests, pages; and what is still open."""

    code: tuple[Code, ...] = ()
    tests: tuple[TestId, ...] = ()
    docs: tuple[Page, ...] = ()
    lacks: str = ""


class State(StrEnum):
    """How well a topic is covered, the best first."""

    EXERCISED = "exercised"  # code does it, and a test fails without it
    PRACTISED = "practised"  # a lab
    PARTLY = "partly"  # as exercised, but for what the trace says it lacks
    EXPLAINED = "explained"  # a page
    ASKED = "asked"  # questions only
    MISSING = "missing"


@dataclass(frozen=True)
class Coverage:
    """A topic with its evidence, and the ids of the labs and questions about it."""

    topic: Topic
    evidence: Evidence
    labs: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def state(self) -> State:
        """The best that can be said of the topic."""
        found = self.evidence
        shown = found.code and found.tests
        steps = (
            (shown and not found.lacks, State.EXERCISED),
            (self.labs, State.PRACTISED),
            (shown, State.PARTLY),
            (found.docs, State.EXPLAINED),
            (self.questions, State.ASKED),
        )
        return next((state for holds, state in steps if holds), State.MISSING)

    @property
    def summary(self) -> str:
        """How much evidence there is of each kind, and the first symbol of the code."""
        found = self.evidence
        kinds = {
            "code": found.code,
            "tests": found.tests,
            "pages": found.docs,
            "labs": self.labs,
            "quiz": self.questions,
        }
        counted = ", ".join(f"{len(each)} {kind}" for kind, each in kinds.items() if each)
        return f"{counted}: {found.code[0]}" if found.code else counted

    def to_lines(self) -> list[str]:
        """Return it as `callnotes topics ID` prints it."""
        topic, found = self.topic, self.evidence
        parts = (
            ("skills", topic.skills),
            ("services", topic.services),
            ("asks", (topic.what_to_exercise,)),
            ("often wrong", (topic.caveat,)),
            ("state", (self.state,)),
            ("lacks", (found.lacks,)),
            ("code", found.code),
            ("tests", found.tests),
            ("pages", found.docs),
            ("labs", tuple(f"callnotes labs start {lab}" for lab in self.labs)),
            ("quiz", self.questions),
        )
        told = [f"{name:12}{text}" for name, texts in parts for text in texts if text]
        return [f"{topic.title} ({topic.id}, exam {topic.exam})", *told]

    def to_json(self) -> dict[str, Any]:
        """Return it as `callnotes topics --json` prints it."""
        topic = self.topic.model_dump(include={"id", "title", "exam", "skills", "services"})
        evidence = self.evidence.model_dump() | {"labs": self.labs, "quiz": self.questions}
        return topic | {"kind": self.topic.kind, "state": self.state, "evidence": evidence}


@dataclass(frozen=True)
class Filter:
    """Which topics to show; what is not set selects nothing away."""

    domain: int | None = None
    service: str | None = None
    is_missing: bool = False

    def accepts(self, row: Coverage) -> bool:
        """Whether a topic is among those asked for."""
        services = {service.lower() for service in row.topic.services}
        return (
            (self.domain is None or row.topic.domain == self.domain)
            and (self.service is None or self.service.lower() in services)
            and (not self.is_missing or row.state == State.MISSING)
        )


def read_trace(path: Path = TRACE) -> dict[str, Evidence]:
    """Read the file; raise FileFault when an entry has another form."""
    return read_entries(path, dict[str, Evidence])


def cover(
    curriculum: Curriculum,
    trace: Mapping[str, Evidence],
    labs: Mapping[str, Sequence[str]],
    questions: Mapping[str, Sequence[str]],
) -> list[Coverage]:
    """Join each topic with its evidence, and with the ids of labs and questions by topic."""
    none = Evidence()
    return [
        Coverage(
            topic,
            trace.get(topic.id, none),
            tuple(labs.get(topic.id, ())),
            tuple(questions.get(topic.id, ())),
        )
        for topic in curriculum.topics
    ]


def count_states(rows: Sequence[Coverage]) -> str:
    """Return one line: how many topics are in each state."""
    numbers = {state: sum(row.state == state for row in rows) for state in State}
    return ", ".join(f"{number} {state}" for state, number in numbers.items() if number)
