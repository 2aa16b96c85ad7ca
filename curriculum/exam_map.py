"""docs/exam-map.md: each topic of the exam with its feature, files, tests, labs and questions."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from curriculum.topics import NONE, Curriculum, Domain
from curriculum.trace import Coverage, State, count_states

HEAD = """# Exam map

Where each topic of the exam AWS Certified Developer - Associate (DVA-C02) is met in this project:
code that does it, a test that fails without it, pages, labs, and questions of `callnotes quiz`.
`make docs` writes this page from [curriculum/topics.yaml](../curriculum/topics.yaml),
[curriculum/trace.yaml](../curriculum/trace.yaml) and the questions. A test fails when a symbol, a
test, a page or a lab named here is not there, or when a test does not run. Tasks and skills are the
project's own mapping: compare them with
[AWS's exam guide](https://aws.amazon.com/certification/certified-developer-associate/).

`callnotes topics` shows the same: try `--domain 2`, `--service kms`, `--missing`, or a topic's id.
"""
STATES = {
    State.EXERCISED: "code does it, and a test fails without it",
    State.PRACTISED: "a lab",
    State.PARTLY: "as exercised, but for what it is said to lack",
    State.EXPLAINED: "a page",
    State.ASKED: "questions only",
    State.MISSING: "nothing yet",
}


def make_exam_map(curriculum: Curriculum, rows: Sequence[Coverage]) -> str:
    """Return the page."""
    lines = [HEAD, *_summary(curriculum, rows)]
    for domain in curriculum.exam.domains:
        lines += [f"\n## {domain.id}. {domain.name} ({domain.weight} %)"]
        lines += _domain(domain, rows)
    lines += ["\n## Outside the exam\n", *_table([r for r in rows if r.topic.exam == NONE])]
    lines += ["\n## Facts that are often wrong\n", *_caveats(rows)]
    return "\n".join(lines) + "\n"


def _summary(curriculum: Curriculum, rows: Sequence[Coverage]) -> Iterator[str]:
    yield "| domain | weight | " + " | ".join(State) + " |"
    yield "|---|--:|" + "--:|" * len(State)
    for domain in curriculum.exam.domains:
        own = [row for row in rows if row.topic.domain == domain.id]
        yield f"| {domain.id}. {domain.name} | {domain.weight} % | {_numbers(own)} |"
    yield f"| outside the exam | | {_numbers([r for r in rows if r.topic.domain is None])} |"
    yield f"\nOf {len(rows)} topics: {count_states(rows)}.\n"
    yield from (f"- **{state}**: {meaning}" for state, meaning in STATES.items())


def _numbers(rows: Sequence[Coverage]) -> str:
    return " | ".join(str(sum(row.state == state for row in rows)) for state in State)


def _domain(domain: Domain, rows: Sequence[Coverage]) -> Iterator[str]:
    for task, words in domain.tasks.items():
        yield f"\n### {task} {words}\n"
        yield from _table([row for row in rows if row.topic.exam == task])


def _table(rows: Sequence[Coverage]) -> Iterator[str]:
    yield "| topic | state | code | tests | pages | labs | questions |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_row(row) for row in rows)


def _row(row: Coverage) -> str:
    found = row.evidence
    cells = (
        f"{row.topic.title} `{row.topic.id}`",
        f"partly; lacks {found.lacks}" if row.state == State.PARTLY else row.state,
        _links(found.code),
        _links(found.tests),
        ", ".join(f"[{page.removeprefix('docs/')}](../{page})" for page in found.docs),
        ", ".join(f"[{lab}](../labs/{lab})" for lab in row.labs),
        str(len(row.questions) or ""),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _links(references: Sequence[str]) -> str:
    """Link each file, under its name and the symbol that counts in it."""
    parts = (reference.partition("::") for reference in references)
    return ", ".join(f"[{Path(file).stem} `{symbol}`](../{file})" for file, _, symbol in parts)


def _caveats(rows: Sequence[Coverage]) -> Iterator[str]:
    for row in rows:
        if row.topic.caveat:
            yield f"- `{row.topic.id}`: {row.topic.caveat}"
