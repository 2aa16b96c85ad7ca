"""docs/add-a-field.md is all that a new field of a note needs."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guide import read_edits
from tests.template import ROOT

EDITS = list(read_edits("add-a-field.md"))
CORE = "layers/core/callnotes"
SEND_ONE_THROUGH = """
import json
from datetime import UTC, datetime
from callnotes.adapters.note_items import from_wire, note_to_item, state_from_item, to_wire
from callnotes.api.note_models import NoteInput, NoteOutput
from callnotes.api.openapi import make_openapi
from callnotes.domain.actor import Actor, Role
from callnotes.domain.change import Change
from callnotes.domain.note import Note

sent = NoteInput.model_validate_json('{"title": "T", "body": "B", "mood": "calm"}')
now = datetime.now(UTC)
note = Note("a" * 26, "hanbit", sent.to_content(), 1, "mina", now, now)
change = Change(Actor("hanbit", "mina", Role.AGENT), "request-1", now)
stored = state_from_item(from_wire(to_wire(note_to_item(note, change))))
schemas = make_openapi()["components"]["schemas"]
shown = [name for name in ("NoteInput", "NoteOutput") if "mood" in schemas[name]["properties"]]
print(json.dumps([json.loads(NoteOutput.of(stored).model_dump_json())["mood"], shown]))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The core layer, and what else the page changes, after the page's edits."""
    shutil.copytree(ROOT / CORE, tmp_path / CORE, ignore=shutil.ignore_patterns("__pycache__"))
    for path in {edit.path for edit in EDITS}:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    for edit in EDITS:
        edit.apply(tmp_path)
    return tmp_path


def test_field_added_by_the_page_goes_through_contract_parser_and_table(copy: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SEND_ONE_THROUGH],
        env={"PYTHONPATH": str(copy / "layers" / "core")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["calm", ["NoteInput", "NoteOutput"]]


def test_field_touches_at_most_four_files() -> None:
    assert 0 < len({edit.path for edit in EDITS}) <= 4
