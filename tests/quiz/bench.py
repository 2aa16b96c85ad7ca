"""A learner of the tests: types lines, sees texts, has a clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from quiz.questions import Choice, Question, Words
from quiz.session import Table

START = datetime(2030, 1, 1, tzinfo=UTC)


def make_words(text: str) -> Words:
    return Words(en=text, ko=f"{text} (ko)")


def make_question(name: str = "first", skill: str = "1.1.1") -> Question:
    def choice(kind: str) -> Choice:
        text, because = make_words(f"{name} {kind}"), make_words(f"{name} {kind} because")
        return Choice(text=text, because=because)

    return Question(
        id=name,
        topics=("dynamodb-ttl",),
        skill=skill,
        ask=make_words(f"{name}?"),
        right=choice("right"),
        wrong=(choice("x"), choice("y"), choice("z")),
        links=("template.yaml",),
    )


@dataclass
class Learner:
    """Types these lines; each takes a minute."""

    lines: list[str]
    now: datetime = START
    seen: list[str] = field(default_factory=list)
    kept: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.seen)

    @property
    def table(self) -> Table:
        return Table(self.show, self.read, self.keep, lambda: self.now)

    def show(self, text: str, style: str = "", lead: str = "") -> None:
        assert style in {"", "bold", "dim", "green", "red", "yellow"}
        self.seen.append(lead + text)

    def read(self, prompt: str) -> str | None:
        assert prompt
        self.now += timedelta(minutes=1)
        return self.lines.pop(0) if self.lines else None

    def keep(self, question: Question, is_right: bool) -> None:  # noqa: FBT001 - Table.keep
        self.kept.append((question.id, is_right))
