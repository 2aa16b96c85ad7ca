"""docs/exam-map.md is what `make docs` writes."""

import re

from curriculum.exam_map import make_exam_map
from curriculum.topics import read_curriculum
from curriculum.trace import Evidence, cover
from tools.write_exam_map import PAGE, exam_map_text


def test_page_is_the_generated_one() -> None:
    assert PAGE.read_text() == exam_map_text(), "run `make docs`"


def test_page_has_each_topic_once_in_its_task() -> None:
    curriculum = read_curriculum()
    page = make_exam_map(curriculum, cover(curriculum, {}, {}, {}))
    assert re.findall(r"^\| .* `([a-z0-9-]+)` \| missing", page, re.MULTILINE) == [
        topic.id
        for task in (*curriculum.tasks, "none")
        for topic in curriculum.topics
        if topic.exam == task
    ]


def test_row_links_evidence_and_says_what_is_open() -> None:
    curriculum = read_curriculum()
    evidence = Evidence(
        code=("a/b.py::c",), tests=("tests/a.py::test_a",), docs=("docs/d.md#e",), lacks="the end"
    )
    rows = cover(curriculum, {"dynamodb-ttl": evidence}, {}, {"dynamodb-ttl": ["q1", "q2"]})
    (line,) = [x for x in make_exam_map(curriculum, rows).splitlines() if "`dynamodb-ttl` |" in x]
    assert line == (
        "| Time to live `dynamodb-ttl` | partly; lacks the end | [b `c`](../a/b.py) "
        "| [a `test_a`](../tests/a.py) | [d.md#e](../docs/d.md#e) |  | 2 |"
    )
