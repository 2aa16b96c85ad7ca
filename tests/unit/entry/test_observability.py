"""What cannot be read is counted, and logged by its key."""

import pytest

from callnotes.entry.observability import observed, skip_unreadable
from tests.cloud import Context
from tests.log import Log
from tests.metrics import read_metrics

ITEM = {"pk": "TENANT#hanbit#NOTE#n1", "sk": "NOTE", "body": "geheim"}


def skip_one() -> None:
    skip = skip_unreadable("list_notes")
    observed(lambda _event, _context: skip(ITEM, KeyError("geheim")))({}, Context())


def test_an_item_that_is_skipped_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    skip_one()
    assert read_metrics(capsys) == {("list_notes", "ItemsUnreadable"): 1}


def test_an_item_that_is_skipped_is_logged_without_its_text(log: Log) -> None:
    skip_one()
    (line,) = [line for line in log.lines if line["message"] == "unreadable item"]
    assert (line["level"], line["pk"], line["error"]) == ("ERROR", ITEM["pk"], "KeyError")
    assert "geheim" not in str(line)
