"""The files of the curriculum have their form and fit together; what does not is named."""

import shutil
from pathlib import Path

import pytest

from curriculum.consistency import find_faults
from curriculum.files import FileFault
from curriculum.topics import FOLDER, read_curriculum


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the files, to be damaged."""
    for path in (*FOLDER.glob("*.yaml"), *FOLDER.glob("*.md")):
        shutil.copy(path, tmp_path)
    return tmp_path


def damage(folder: Path, name: str, old: str, new: str) -> list[str]:
    """Replace the first place in a file, and return the faults."""
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    return find_faults(read_curriculum(folder), folder)


def test_files_fit_together() -> None:
    assert find_faults(read_curriculum(), FOLDER) == []


def test_curriculum_has_the_topics_and_skills_of_the_exam() -> None:
    found = read_curriculum()
    assert (len(found.topics), len(found.exam.skills), len(found.systems)) == (376, 101, 57)
    assert [domain.weight for domain in found.exam.domains] == [32, 26, 24, 18]


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("topics.yaml", "id: credential-provider-chain", "id: api-throttling-backoff", "2 times"),
        ("topics.yaml", "exam: '1.1'", "exam: '9.1'", "api-throttling-backoff: no task 9.1"),
        ("topics.yaml", "skills: [1.1.5, 1.1.9]", "skills: [1.1.5, 1.1.99]", "no skill 1.1.99"),
        ("topics.yaml", "skills: [1.1.5, 1.1.9]", "skills: [1.2.1]", "does not name"),
        ("topics.yaml", "skills: [1.1.5, 1.1.9]", "skills: [1.1.5, 1.1.5]", "repeats a value"),
        ("topics.yaml", "  skills: [1.1.5, 1.1.9]\n", "", "needs a skill"),
        ("topics.yaml", "exam_reason:", "exam_reason: ''  #", "needs an exam_reason"),
        ("systems.yaml", "topics: [", "topics: [no-such-topic, ", "no topic no-such-topic"),
        ("systems.yaml", "id: sys-02", "id: sys-01", "sys-01 is there 2 times"),
        ("skills.yaml", "weight: 32", "weight: 31", "do not add up to 100"),
        ("skills.yaml", "id: 1.1.2", "id: 1.1.77", "not numbered 1, 2, 3"),
        ("user-stories.md", "Topics: `", "Topics: `no-such-topic`, `", "no topic no-such-topic"),
    ],
)
def test_damage_is_named(copy: Path, name: str, old: str, new: str, fault: str) -> None:
    assert fault in "\n".join(damage(copy, name, old, new))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title: API quotas", "titel: API quotas", "titel"),
        ("kind: core", "kind: important", "kind"),
        ("home: 'app core", "home: 'somewhere", "home"),
        ("  kind: core", "  kind: core\n  kind: core", "'kind' is given twice"),
        ("- id: api-throttling-backoff", "- id: [", "topics.yaml"),
        ("- id: api-throttling-backoff", "- id: Not A Slug", "id"),
    ],
)
def test_file_of_another_form_is_refused_by_name(
    copy: Path, old: str, new: str, fault: str
) -> None:
    with pytest.raises(FileFault, match=fault):
        damage(copy, "topics.yaml", old, new)
