"""Trace documents in their files, and the filter expressions that find traces."""

import json
import multiprocessing
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from callnotes_local.emulator.tracing.entities import parse_header
from callnotes_local.emulator.tracing.filters import parse_filter
from callnotes_local.emulator.tracing.store import Store
from callnotes_local.emulator.tracing.traces import Trace

FORKS = 400
type Open = Callable[..., Store]
ROOT = "1-67890123-0123456789abcdef01234567"
SEGMENT = {
    "id": "a" * 16,
    "trace_id": ROOT,
    "name": "callnotes/local",
    "start_time": 10.0,
    "end_time": 11.5,
    "error": True,
    "http": {"request": {"url": "/v1/notes", "method": "POST"}, "response": {"status": 409}},
    "subsegments": [
        {"id": "b" * 16, "name": "Invocation", "annotations": {"note_id": "n-1", "version": 2}},
        {"id": "c" * 16, "name": "late", "annotations": {"note_id": "n-2", "is_new": False}},
    ],
}
TRACE = Trace(ROOT, [SEGMENT, {**SEGMENT, "name": "store", "fault": True}])


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Stores in one folder, closed at the end."""
    with ExitStack() as stack:

        def open_store(**options: Any) -> Store:
            store = Store(tmp_path / "traces", **options)
            stack.callback(store._database.close)
            return store

        yield open_store


def document(number: int, **fields: Any) -> dict[str, Any]:
    key = {"id": f"{number:016x}", "trace_id": f"1-{number:08x}-{'0' * 24}"}
    return {**key, "name": "store", "start_time": 1.5, **fields}


def put(store: Store, document: dict[str, Any]) -> None:
    store.put(json.dumps(document))


@pytest.mark.parametrize(
    "expression",
    [
        'annotation.note_id = "n-1"',
        'annotation.note_id = "n-2" and annotation.version >= 2',
        'annotation[note_id] BEGINSWITH "n" AND annotation.note_id endswith "-2"',
        "annotation.version",
        "!annotation.missing",
        "!annotation.is_new",
        "annotation.is_new = false",
        "error !fault !throttle !ok",
        "error = true",
        "fault OR duration > 1.4 AND duration < 1.6",
        "fault OR error http.status = 409",
        "annotation.is_new = FALSE",
        'http.url CONTAINS "notes" AND http.method != "GET"',
        "responseTime = 1.5",
        "!partial",
        'service("store") { fault }',
        'service("store") { fault } OR ok',
        'service("store")',
        "service() { fault = true }",
        '!service("elsewhere")',
    ],
)
def test_expression_finds_the_trace(expression: str) -> None:
    assert parse_filter(expression)(TRACE)


@pytest.mark.parametrize(
    "expression",
    [
        'annotation.note_id = "n-3"',
        'annotation.version = "2"',
        "annotation.version > 2",
        "annotation.note_id > 2",
        "annotation.missing",
        "annotation.is_new",
        "ok",
        "fault",
        "error AND partial",
        'service("callnotes/local") { fault }',
        'service("elsewhere")',
        "http.status >= 500",
    ],
)
def test_expression_passes_the_trace_over(expression: str) -> None:
    assert not parse_filter(expression)(TRACE)


@pytest.mark.parametrize(
    "expression",
    [
        'edge("a", "b")',
        "annotation.note_id = n-1",
        "duration CONTAINS 5",
        "(ok OR error) AND fault",
        'service("a" { ok }',
        "duration >",
        'user = "a"',
        "ok AND",
        "OR",
        "OR ok",
        "AND ok",
        "",
        'service("a") { colour }',
    ],
)
def test_malformed_expression_is_refused_with_its_text(expression: str) -> None:
    with pytest.raises(ValueError, match=r"Malformed, or not supported here \(docs/traces.md\): '"):
        parse_filter(expression)


def test_store_keeps_the_last_document_of_an_id(opened: Open) -> None:
    store = opened()
    put(store, document(1, in_progress=True))
    put(store, document(1, end_time=2))
    assert store.select("trace_id = ?", document(1)["trace_id"]) == [document(1, end_time=2)]


def test_a_full_document_is_kept(opened: Open) -> None:
    store, inner = opened(), {"id": "d" * 16, "name": "Invocation", "start_time": 1.5}
    metadata = {"callnotes": {"http": "any", "links": 1, "annotations": []}}
    own = {"annotations": {"http": "a", "links": 1, "is_new": True}, "aws": {}, "links": []}
    full = {**SEGMENT, "subsegments": [{**inner, **own, "metadata": metadata}], **own}
    put(store, full)
    assert store.select("trace_id = ?", ROOT) == [full]


def test_oldest_documents_go(opened: Open) -> None:
    store = opened(kept=10)
    for number in range(100):
        put(store, document(number))
    assert store.list_ids() == [document(number)["trace_id"] for number in range(90, 100)]


def test_what_was_put_is_there_after_a_crash(tmp_path: Path, opened: Open) -> None:
    put(opened(), document(1))
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path / "traces", copy)
    found = Store(copy)
    assert found.select("trace_id = ?", document(1)["trace_id"]) == [document(1)]
    found._database.close()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(document(1, trace_id="what a person wrote")),
        json.dumps(document(1, start_time="now")),
        json.dumps(document(1, name="")),
        json.dumps({"trace_id": ROOT, "name": "no id", "start_time": 1}),
        json.dumps(document(1, annotations="none")),
        json.dumps(document(1, http="POST")),
        json.dumps(document(1, http={"request": "POST"})),
        json.dumps(document(1, end_time="now")),
        json.dumps(document(1, subsegments={"id": "a"})),
        json.dumps(document(1, subsegments=[{**SEGMENT, "annotations": []}])),
        json.dumps(document(1, subsegments=[{"name": "no id", "start_time": 1}])),
        json.dumps(document(1, metadata=float("nan"))),
        f'{json.dumps(document(1))[:-1]}, "metadata": {"[" * 9999}{"]" * 9999}}}',
        "[]",
        "no JSON",
    ],
)
def test_malformed_document_is_not_kept(opened: Open, text: str) -> None:
    store = opened()
    store.put(text, json.dumps(document(2)))
    assert store.list_ids() == [document(2)["trace_id"]]


def test_files_are_the_owners(tmp_path: Path, opened: Open) -> None:
    put(opened(), document(1))
    assert (tmp_path / "traces").stat().st_mode & 0o777 == 0o700
    for file in (tmp_path / "traces").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "header",
    ["", "Root=1", f"Root={'x' * 35}", f"Parent={'a' * 16}", f"Root={ROOT} what I wrote"],
)
def test_header_that_is_none_is_ignored(header: str) -> None:
    assert parse_header(header) is None


def test_header_passes_no_text_on() -> None:
    position = parse_header(f"Root={ROOT};Parent=what I wrote;Self=what I wrote")
    assert position is not None
    assert "wrote" not in position.header


def test_header_says_whether_the_trace_is_sampled() -> None:
    sampled, unsampled = (parse_header(f"Root={ROOT};Sampled={flag}") for flag in (1, 0))
    assert sampled is not None
    assert unsampled is not None
    assert (sampled.is_sampled, unsampled.is_sampled) == (True, False)


def save_elsewhere(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS kept (number)")
        database.executemany("INSERT INTO kept VALUES (?)", [(n,) for n in range(100)])


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_copy_of_the_process_can_save_while_documents_are_kept(
    tmp_path: Path, opened: Open
) -> None:
    """A copy that began in the middle of a call to SQLite would wait for ever."""
    store, ended = opened(), threading.Event()

    def keep() -> None:
        while not ended.is_set():
            store.put(*(json.dumps(document(n)) for n in range(50)))

    keeper = threading.Thread(target=keep)
    keeper.start()
    try:
        for number in range(FORKS):
            save = partial(save_elsewhere, tmp_path / f"{number}.db")
            copy = multiprocessing.get_context("fork").Process(target=save, daemon=True)
            copy.start()
            copy.join(30)
            stuck = copy.exitcode is None
            copy.kill()
            assert not stuck, f"copy {number} waits"
    finally:
        ended.set()
        keeper.join()
