"""The contract of `ports.Records`, and the folder that stands in for the records system."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from callnotes.adapters.folder_records import FolderRecords
from callnotes.domain.errors import RecordConflict, RecordsUnavailable
from callnotes.ports.records import Records
from tests.builders import make_record
from tests.fakes.records import FakeRecords

RECORD = make_record()


@pytest.fixture
def records(side: str, tmp_path: Path) -> Records:
    return FakeRecords() if side == "fake" else FolderRecords(tmp_path)


def test_record_may_be_kept_again(records: Records) -> None:
    records.keep_record(RECORD)
    records.keep_record(RECORD)


def test_other_record_under_the_same_reference_is_refused(records: Records) -> None:
    records.keep_record(RECORD)
    with pytest.raises(RecordConflict):
        records.keep_record(make_record(state="rejected"))


def test_same_escalation_id_of_another_tenant_is_another_record(records: Records) -> None:
    records.keep_record(RECORD)
    records.keep_record(make_record(tenant="meridian"))


def test_file_has_all_of_the_record_and_nothing_else_stays(tmp_path: Path) -> None:
    FolderRecords(tmp_path).keep_record(RECORD)

    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file == tmp_path / f"{RECORD.reference}.json"
    assert json.loads(file.read_text()) == RECORD.model_dump()


def test_record_that_is_kept_again_is_still_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        FolderRecords(tmp_path).keep_record(RECORD)

    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert json.loads(file.read_text()) == RECORD.model_dump()


def test_records_of_two_tenants_with_one_escalation_id_are_two_files(tmp_path: Path) -> None:
    for tenant in ("hanbit", "meridian"):
        FolderRecords(tmp_path).keep_record(make_record(tenant=tenant))

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {json.loads(file.read_text())["tenant"] for file in files} == {"hanbit", "meridian"}
    assert len(files) == 2


def test_refused_record_leaves_the_first_and_no_other_file(tmp_path: Path) -> None:
    records = FolderRecords(tmp_path)
    records.keep_record(RECORD)
    with pytest.raises(RecordConflict):
        records.keep_record(make_record(state="rejected"))

    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert json.loads(file.read_text())["state"] == "approved"


def test_record_kept_by_many_at_once_is_one_whole_file(tmp_path: Path) -> None:
    records = FolderRecords(tmp_path)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(records.keep_record, [RECORD] * 64))

    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert json.loads(file.read_text()) == RECORD.model_dump()


def test_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("a file in the folder's place")
    with pytest.raises(RecordsUnavailable):
        FolderRecords(tmp_path / "records").keep_record(RECORD)
