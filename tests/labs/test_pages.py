"""Every lab has its parts, in both languages and in one form."""

import re
from pathlib import Path

import pytest

from callnotes_labs.catalogue import Lab, list_labs
from callnotes_labs.template import check_template, read_template
from callnotes_labs.texts import Text
from callnotes_labs.working_copy import WorkingCopy

LABS = list_labs()
ROOT = Path(__file__).resolve().parents[2]
SECTIONS = {
    "README.md": ["Story", "Exam", "What you will see", "Steps", "Compare", "Gotchas", "Clean up"],
    "README.ko.md": ["이야기", "시험", "보게 될 것", "순서", "비교", "주의할 점", "정리"],
}
KOREAN = re.compile("[가-힣]")
COMMAND = re.compile(r"callnotes labs \w+ (\w+)")
# Functions of the product: the local cloud runs their sources from the checkout.
PRODUCT = {path.name for path in (ROOT / "functions").iterdir()}

each_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)


def test_labs_are_numbered_without_gap_or_duplicate() -> None:
    assert [lab.order for lab in LABS] == list(range(1, len(LABS) + 1))


@each_lab
def test_lab_is_listed_in_the_documentation(lab: Lab) -> None:
    pages = [f"../labs/{lab.id}/{page}" for page in SECTIONS]
    links = f"[{lab.id}]({pages[0]}) ([한국어]({pages[1]}))"
    row = f"| {lab.order} | {links} | {lab.title.en} | {', '.join(lab.exam)} |\n"
    assert row in (ROOT / "docs" / "labs.md").read_text()


@each_lab
@pytest.mark.parametrize("page", SECTIONS)
def test_page_has_the_common_sections(lab: Lab, page: str) -> None:
    text = (lab.folder / page).read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS[page]
    title = lab.title.ko if page.endswith(".ko.md") else lab.title.en
    assert text.startswith(f"# {lab.order}. {title}\n")
    assert set(COMMAND.findall(text)) == {lab.id}


@each_lab
def test_hints_are_three_in_both_languages(lab: Lab) -> None:
    assert len(lab.hints) == 3
    assert all(map(is_in_both_languages, lab.hints))
    assert is_in_both_languages(lab.title)


def is_in_both_languages(text: Text) -> bool:
    return bool(KOREAN.search(text.ko)) and not KOREAN.search(text.en)


@each_lab
def test_templates_and_code_are_sound_and_name_no_function_of_the_product(
    lab: Lab, tmp_path: Path
) -> None:
    for kind in ("solution", "wrong"):
        copy = WorkingCopy(lab, tmp_path / kind)
        copy.create()
        copy.lay_over(kind)
        copy.check_syntax()
        template = read_template(copy.template)
        check_template(template)
        assert not PRODUCT.intersection(map(to_verb_noun, template.resources))


def to_verb_noun(logical_id: str) -> str:
    words = re.findall("[A-Z][a-z0-9]*", logical_id.removesuffix("Function"))
    return "_".join(words).lower()


def test_name_of_a_function_of_the_product_would_be_noticed() -> None:
    assert to_verb_noun("CreateNoteFunction") in PRODUCT


@each_lab
def test_solution_and_wrong_replace_files_of_the_start(lab: Lab) -> None:
    for kind in ("solution", "wrong"):
        names = [path.relative_to(lab.folder / kind) for path in (lab.folder / kind).rglob("*.*")]
        assert names
        assert all((lab.folder / "start" / name).is_file() for name in names)
