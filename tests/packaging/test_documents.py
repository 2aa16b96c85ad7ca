"""Every link between the project's documents resolves, and decisions have one form."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

NOT_OURS = {".venv", ".aws-sam", ".callnotes", ".git", "build", "node_modules"}
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))

CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
TITLE_STATUS_DATE = re.compile(r"# (\d+)\. \S.*\n\n- Status: \S.*\n- Date: \d{4}-\d\d-\d\d")
SECTIONS = ["Context", "Decision", "Consequences", "Measurement"]


def test_every_link_resolves() -> None:
    assert [fault for page in pages() for fault in broken_links(page)] == []


def test_broken_links_are_reported(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# One `heading`, here\n\n```sh\n# no heading\n```\n")
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n[a](there.md) [b](there.md#one-heading-here) [c](#page) [d](https://aws.amazon.com)\n"
        "`[code](code.md)` [e](gone.md) [f](there.md#no-heading) [g](#gone)\n"
    )
    assert [fault.split(": ")[1] for fault in broken_links(page)] == [
        "gone.md",
        "there.md#no-heading",
        "#gone",
    ]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_decision_has_the_common_form(page: Path) -> None:
    assert decision_faults(page.read_text()) == []


def test_decisions_are_numbered_without_gap_or_duplicate() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    titles = [TITLE_STATUS_DATE.match(page.read_text()) for page in DECISIONS]
    assert [int(title[1]) for title in titles if title] == numbers


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# 1. A\n\n2026-11-20\n\n## Context\n## Decision\n## Consequences\n", "status"),
        ("# 1. A\n\n- Status: open\n- Date: 2026-11-20\n\n## Decision\n## Context\n", "sections"),
    ],
)
def test_decision_of_another_form_is_reported(text: str, fault: str) -> None:
    assert [fault in each for each in decision_faults(text)] == [True]


def pages() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        yield from (Path(folder) / name for name in sorted(names) if name.endswith(".md"))


def broken_links(page: Path) -> list[str]:
    text = CODE.sub("", page.read_text())
    links = [link for link in LINK.findall(text) if "://" not in link]
    return [f"{page.name}: {link}" for link in links if not resolves(page, link)]


def resolves(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives to headings: lower case, hyphens for spaces, no punctuation."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


def decision_faults(text: str) -> list[str]:
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    faults = []
    if not TITLE_STATUS_DATE.match(text):
        faults.append("title, status and date come first: see docs/decisions/0001")
    if sections not in (SECTIONS[:3], SECTIONS):
        faults.append(f"sections are {SECTIONS}, the last only where something was measured")
    return faults
