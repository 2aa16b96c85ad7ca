"""Do the files fit together? Each fault is a sentence that names the file and the entry."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from curriculum.topics import NONE, Curriculum, Topic

STORY_TOPICS = re.compile(r"^Topics: (.+)$", re.MULTILINE)


def find_faults(curriculum: Curriculum, folder: Path) -> list[str]:
    """Return the faults of all files; none means that they fit together."""
    return [
        *_repeated("topics.yaml", (topic.id for topic in curriculum.topics)),
        *_repeated("systems.yaml", (system.id for system in curriculum.systems)),
        *_repeated("skills.yaml", (skill.id for skill in curriculum.exam.skills)),
        *_check_exam(curriculum),
        *(fault for topic in curriculum.topics for fault in _check_topic(topic, curriculum)),
        *_check_systems(curriculum),
        *_check_stories(curriculum, folder / "user-stories.md"),
    ]


def _repeated(file: str, ids: Iterable[str]) -> Iterator[str]:
    for one, number in Counter(ids).items():
        if number > 1:
            yield f"{file}: {one} is there {number} times"


def _check_exam(curriculum: Curriculum) -> Iterator[str]:
    if sum(domain.weight for domain in curriculum.exam.domains) != 100:
        yield "skills.yaml: the weights of the domains do not add up to 100"
    used = {skill for topic in curriculum.topics for skill in topic.skills}
    numbers: dict[str, list[int]] = {task: [] for task in curriculum.tasks}
    for skill in curriculum.exam.skills:
        if skill.task not in numbers:
            yield f"skills.yaml: {skill.id}: no task {skill.task}"
            continue
        numbers[skill.task].append(int(skill.id.rpartition(".")[2]))
        if skill.id not in used:
            yield f"skills.yaml: {skill.id}: no topic has this skill"
    for task, found in numbers.items():
        if found != list(range(1, len(found) + 1)) or not found:
            yield f"skills.yaml: the skills of task {task} are not numbered 1, 2, 3, ..."


def _check_topic(topic: Topic, curriculum: Curriculum) -> Iterator[str]:
    check = _check_outside if topic.exam == NONE else _check_inside
    yield from (f"topics.yaml: {topic.id}: {fault}" for fault in check(topic, curriculum))


def _check_outside(topic: Topic, _: Curriculum) -> Iterator[str]:
    if not topic.exam_reason:
        yield "a topic outside the exam needs an exam_reason"
    if topic.skills or topic.exam_also:
        yield "a topic outside the exam has no skills and no tasks"


def _check_inside(topic: Topic, curriculum: Curriculum) -> Iterator[str]:
    if topic.exam_reason:
        yield "exam_reason is for topics outside the exam"
    if not topic.skills:
        yield "a topic of the exam needs a skill"
    yield from (f"no task {task}" for task in topic.tasks if task not in curriculum.tasks)
    known = {skill.id: skill.task for skill in curriculum.exam.skills}
    for skill in topic.skills:
        if skill not in known:
            yield f"no skill {skill}"
        elif known[skill] not in topic.tasks:
            yield f"skill {skill} is of a task that the topic does not name"
    for name, values in (("exam_also", topic.tasks), ("skills", topic.skills)):
        if len(set(values)) != len(values):
            yield f"{name} repeats a value"


def _check_systems(curriculum: Curriculum) -> Iterator[str]:
    for system in curriculum.systems:
        for topic in system.topics:
            if topic not in curriculum.by_id:
                yield f"systems.yaml: {system.id}: no topic {topic}"


def _check_stories(curriculum: Curriculum, path: Path) -> Iterator[str]:
    lists = STORY_TOPICS.findall(path.read_text(encoding="utf-8"))
    if not lists:
        yield "user-stories.md: no story names its topics"
    for topic in (topic for line in lists for topic in re.findall(r"`([^`]+)`", line)):
        if topic not in curriculum.by_id:
            yield f"user-stories.md: no topic {topic}"
