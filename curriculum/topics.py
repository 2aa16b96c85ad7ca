"""Topics, skills and domains of the exam as the files of this folder hold them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from curriculum.files import FileFault, read_yaml

FOLDER = Path(__file__).resolve().parent
NONE = "none"

type Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
type Text = Annotated[str, Field(min_length=1)]
type Texts = tuple[Text, ...]


class Entry(BaseModel):
    """What every entry of a file is: all fields known, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Scenario(Entry):
    """A situation as the exam describes it, and what solves it."""

    situation: Text
    solution: Text


class Topic(Entry):
    """Something that a developer has to know; curriculum/topics.yaml explains the fields."""

    id: Slug
    title: Text
    exam: Annotated[str, Field(pattern=r"^(\d\.\d+|none)$")]
    exam_reason: str = ""
    exam_also: Texts = ()
    skills: Texts = ()
    services: Annotated[Texts, Field(min_length=1)]
    what_to_exercise: Text
    home: Annotated[
        str,
        Field(
            pattern=r"^(app core|app operations|companion stack|lab only|calculator|CI/CD|docs)\b"
        ),
    ]
    kind: Literal["core", "companion", "knowledge"]
    scenarios: tuple[Scenario, ...] = ()
    caveat: str = ""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks of the exam that it belongs to; none for what is outside the exam."""
        return () if self.exam == NONE else (self.exam, *self.exam_also)

    @property
    def domain(self) -> int | None:
        """The domain of its main task."""
        return None if self.exam == NONE else int(self.exam[0])


class Skill(Entry):
    """A skill of the exam guide, in the project's words: `<domain>.<task>.<number>`."""

    id: Annotated[str, Field(pattern=r"^\d\.\d+\.\d+$")]
    words: Text

    @property
    def task(self) -> str:
        """The task that it belongs to."""
        return self.id.rpartition(".")[0]


class Domain(Entry):
    """A domain of the exam; its weight in percent."""

    id: int
    name: Text
    weight: int
    tasks: dict[str, Text]


class System(Entry):
    """Something that a learner can build, and what must be observable then."""

    id: Slug
    title: Text
    works_when: Text
    topics: Annotated[Texts, Field(min_length=1)]


class SkillsFile(Entry):
    """curriculum/skills.yaml"""

    exam: Text
    guide_version: Text
    domains: tuple[Domain, ...]
    skills: tuple[Skill, ...]


@dataclass(frozen=True)
class Curriculum:
    """All files together."""

    topics: tuple[Topic, ...]
    systems: tuple[System, ...]
    exam: SkillsFile

    @cached_property
    def by_id(self) -> dict[str, Topic]:
        """The topics by their ids."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def tasks(self) -> dict[str, str]:
        """The words of each task of the exam."""
        return {task: words for domain in self.exam.domains for task, words in domain.tasks.items()}


def read_curriculum(folder: Path = FOLDER) -> Curriculum:
    """Read the files; raise FileFault for one that has another form."""
    return Curriculum(
        topics=read_entries(folder / "topics.yaml", tuple[Topic, ...]),
        systems=read_entries(folder / "systems.yaml", tuple[System, ...]),
        exam=read_entries(folder / "skills.yaml", SkillsFile),
    )


def read_entries[T](path: Path, kind: type[T]) -> T:
    """Read a file as this type; raise FileFault that names each field that is wrong."""
    try:
        return TypeAdapter(kind).validate_python(read_yaml(path))
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise FileFault("\n".join(f"{path.name}: {line}" for line in lines)) from None
