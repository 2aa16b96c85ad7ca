"""Inputs of requests, hostile and malformed ones too."""

import json
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from time import process_time
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.api.note_models import NoteInput
from callnotes.api.note_routes import (
    CREATE_NOTE,
    DELETE_NOTE,
    GET_NOTE,
    LIST_NOTES,
    UPDATE_NOTE,
    CreateNoteInput,
    DeleteNoteInput,
    GetNoteInput,
    ListNotesInput,
    UpdateNoteInput,
)
from callnotes.domain.errors import CallnotesError, Invalid, TooLarge, UnsupportedMediaType
from callnotes.entry.inputs import read_input
from tests.gateway import make_proxy_event

MIB = 1024 * 1024
PATH: dict[str, str] = {"note_id": "a" * 26}


def read_note(text: str | None, *, headers: dict[str, str] | None = None) -> NoteInput:
    event = make_proxy_event(CREATE_NOTE, body=text, headers=headers)
    return read_input(event, CreateNoteInput).body


def read_key(key: str) -> str | None:
    event = make_proxy_event(CREATE_NOTE, body=note_json(), headers={"Idempotency-Key": key})
    return read_input(event, CreateNoteInput).idempotency_key


def read_list(**query: str | list[str]) -> ListNotesInput:
    return read_input(make_proxy_event(LIST_NOTES, query=query), ListNotesInput)


def note_json(**changes: Any) -> str:
    return json.dumps({"title": "T", "body": "B"} | changes)


def parse(**changes: Any) -> NoteInput:
    return read_note(note_json(**changes))


def fields_refused(text: str | None) -> list[str]:
    with pytest.raises(Invalid) as refused:
        read_note(text)
    return [error.field for error in refused.value.errors]


def seconds_of(action: Callable[[], object]) -> float:
    """Return the processor time of an action, the least of three: others may be at work here."""

    def once() -> float:
        started = process_time()
        action()
        return process_time() - started

    return min(once() for _ in range(3))


def refuse(text: str) -> None:
    with pytest.raises(CallnotesError):
        read_note(text)


def test_header_names_come_in_any_case() -> None:
    event = make_proxy_event(UPDATE_NOTE, body=note_json(), headers={"IF-match": '"1"'}, path=PATH)
    assert read_input(event, UpdateNoteInput).if_match == '"1"'


def test_repeated_header_is_a_list_in_one() -> None:
    event = make_proxy_event(DELETE_NOTE, path=PATH)
    event["multiValueHeaders"]["If-Match"] = ['"1"', '"2"']
    assert read_input(event, DeleteNoteInput).if_match == '"1", "2"'


def test_path_parameter_is_read_as_it_is() -> None:
    event = make_proxy_event(GET_NOTE, path={"note_id": "\ufffd 가"})
    assert read_input(event, GetNoteInput).note_id == "\ufffd 가"


def test_a_request_without_headers_query_and_path_is_read() -> None:
    event = make_proxy_event(LIST_NOTES) | {
        "multiValueHeaders": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
    }
    assert read_input(event, ListNotesInput) == ListNotesInput()


def test_parameter_that_the_route_does_not_take_may_repeat() -> None:
    assert read_list(x=["1", "2"]) == ListNotesInput()


def test_a_body_in_base64_is_read() -> None:
    event = make_proxy_event(CREATE_NOTE, body=b64encode(note_json(title="가").encode()).decode())
    coded = event | {"isBase64Encoded": True}
    assert read_input(coded, CreateNoteInput).body.title == "가"


def test_a_complete_body_is_read() -> None:
    content = parse(tags=["a"], customer_id="c", language="ko").to_content()
    assert (content.tags, content.customer_id, content.language) == (("a",), "c", "ko")


def test_absent_optionals_are_null_and_an_empty_list() -> None:
    content = parse().to_content()
    assert (content.tags, content.customer_id, content.language) == ((), None, None)


def test_optionals_may_be_sent_as_null() -> None:
    content = parse(customer_id=None, language=None).to_content()
    assert (content.customer_id, content.language) == (None, None)


@pytest.mark.parametrize(
    "text",
    [None, "", "null", "[]", '"x"', "{", "{'title': 1}", "\ufeff{}", "NaN", "\x00", "[" * 100_000],
    ids=lambda text: repr(text)[:12],
)
def test_what_is_no_json_object_is_invalid(text: str | None) -> None:
    assert fields_refused(text) == ["(document)"]


def test_deep_json_in_a_field_is_invalid() -> None:
    text = f'{{"title": "T", "body": "B", "x": {"[" * 100_000}{"]" * 100_000}}}'
    assert fields_refused(text) == ["(document)"]


@pytest.mark.parametrize("field", ["title", "body"])
def test_a_required_field_is_asked_for(field: str) -> None:
    assert fields_refused(json.dumps({"title": "T", "body": "B"} | {field: None})) == [field]


@pytest.mark.parametrize(
    "field",
    [
        "owner",
        "created_by",
        "tenant",
        "version",
        "note_id",
        "role",
        "pk",
        "created_at",
        "__class__",
    ],
)
def test_a_field_that_is_the_servers_is_refused(field: str) -> None:
    assert fields_refused(note_json(**{field: "x"})) == [field]


def test_a_refusal_names_a_bounded_number_of_fields() -> None:
    assert len(fields_refused(note_json(**{f"x{n}": n for n in range(1000)}))) == 100


def test_a_refusal_names_a_field_by_a_bounded_number_of_characters() -> None:
    assert fields_refused(note_json(**{"x" * 1000: 1})) == ["x" * 100]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", 7),
        ("title", True),
        ("title", ["x"]),
        ("body", ""),
        ("body", {"text": "x"}),
        ("tags", None),
        ("tags", "tag"),
        ("tags", ["x"] * 21),
        ("tags", {"0": "x"}),
        ("customer_id", ""),
        ("customer_id", "x" * 65),
        ("customer_id", 1),
        ("language", "fr"),
        ("language", "KO"),
        ("language", ""),
    ],
)
def test_a_value_out_of_bounds_is_refused(field: str, value: Any) -> None:
    assert fields_refused(note_json(**{field: value})) == [field]


@pytest.mark.parametrize("tag", ["", "x" * 51, None, 3])
def test_a_tag_out_of_bounds_is_named_by_its_place(tag: Any) -> None:
    assert fields_refused(note_json(tags=["fine", tag])) == ["tags.1"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 200),
        ("title", "🛫" * 200),
        ("body", "x" * 65_536),
        ("body", "가" * 21_845),
        ("customer_id", "x" * 64),
    ],
)
def test_a_value_at_its_bound_is_accepted(field: str, value: Any) -> None:
    assert getattr(parse(**{field: value}), field) == value


def test_twenty_tags_of_fifty_characters_are_accepted() -> None:
    assert parse(tags=["x" * 50] * 20).tags == ("x" * 50,) * 20


@pytest.mark.parametrize("body", ["x" * 65_537, "가" * 21_846])
def test_a_body_of_more_bytes_is_too_large(body: str) -> None:
    with pytest.raises(TooLarge, match="65536"):
        parse(body=body)


@pytest.mark.parametrize("field", ["title", "body"])
def test_texts_equal_in_nfc_become_one(field: str) -> None:
    composed, decomposed = "\u00e9t\u00e9 \uac00", "e\u0301te\u0301 \u1100\u1161"
    assert getattr(parse(**{field: decomposed}), field) == composed


def test_tags_equal_in_nfc_become_one() -> None:
    assert parse(tags=["\u1112\u1161\u11ab"]).tags == ("\ud55c",)


def test_a_title_is_measured_as_it_is_stored() -> None:
    assert len(parse(title="e\u0301" * 200).title) == 200


@pytest.mark.parametrize("text", ["\x00", "\u202e\u200b", "한글 🛫", "\x1b[31m", "a\nb"])
def test_strange_text_is_kept_as_it_is(text: str) -> None:
    assert parse(title=text).title == text


@pytest.mark.parametrize("text", [r'"\ud800"', r'"\udc00x"', r'"\ud83d"'])
def test_half_a_character_is_invalid(text: str) -> None:
    assert fields_refused(f'{{"title": {text}, "body": "B"}}') == ["(document)"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"title": "first", "title": "last", "body": "B"}', "title"),
        (r'{"title": "first", "\u0074itle": "last", "body": "B"}', "title"),
        ('{"title": "T", "body": "B", "tags": [], "tags": []}', "tags"),
        ('{"title": {"x": 1, "x": 2}, "title": "T", "body": "B"}', "x"),
    ],
    ids=["plain", "escaped", "equal", "below"],
)
def test_field_sent_twice_is_refused_by_its_name(text: str, field: str) -> None:
    assert fields_refused(text) == [field]


def test_time_to_refuse_repeated_names_grows_with_their_number_and_not_its_square() -> None:
    def best(count: int) -> float:
        inner = ", ".join(f'"{n}": 1, "{n}": 1' for n in range(count))
        text = f'{{"title": {{{inner}}}, "title": "T", "body": "B"}}'
        return seconds_of(partial(refuse, text))

    assert best(40_000) < 32 * best(5_000)


@pytest.mark.parametrize("damaged", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", "é".encode("latin-1")])
@pytest.mark.parametrize("gateway", ["text", "base64"])
def test_bytes_that_are_not_utf8_are_refused_however_the_gateway_hands_them_on(
    damaged: bytes, gateway: str
) -> None:
    body = b'{"body": "B", "title": "' + damaged + b'"}'
    coded = gateway == "base64"
    text = b64encode(body).decode() if coded else body.decode(errors="replace")
    event = make_proxy_event(CREATE_NOTE, body=text) | {"isBase64Encoded": coded}
    with pytest.raises(Invalid, match="document"):
        read_input(event, CreateNoteInput)


def test_half_a_character_in_the_event_is_refused() -> None:
    assert fields_refused('{"title": "\ud800", "body": "B"}') == ["(document)"]


def test_replacement_character_is_kept_when_it_is_sent_escaped() -> None:
    assert read_note(r'{"title": "\ufffd", "body": "B"}').title == "\ufffd"


@pytest.mark.parametrize(
    "media_type", ["text/plain", "", "application/xml", "application/jsonp", "text/json"]
)
def test_a_body_that_is_not_json_is_unsupported(media_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        read_note(note_json(), headers={"Content-Type": media_type})


@pytest.mark.parametrize("charset", ["euc-kr", "utf-16", "iso-8859-1", '"euc-kr"', "", "utf-8-sig"])
def test_body_in_another_charset_is_unsupported(charset: str) -> None:
    media_type = f"application/json; x=1; Charset={charset}"
    with pytest.raises(UnsupportedMediaType, match="UTF-8"):
        read_note(note_json(), headers={"Content-Type": media_type})


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON",
        " application/json ",
    ],
)
def test_json_is_recognised_however_it_is_written(media_type: str) -> None:
    assert read_note(note_json(), headers={"Content-Type": media_type}).title == "T"


@pytest.mark.parametrize("field", ["title", "body", "customer_id", "unknown"])
def test_eleven_megabytes_are_refused_before_they_are_parsed(field: str) -> None:
    text = note_json(**{field: "x" * (11 * MIB)})
    assert seconds_of(partial(refuse, text)) < seconds_of(partial(json.loads, text))


@pytest.mark.parametrize("field", ["title", "body"])
def test_marks_that_take_long_to_sort_are_refused_before_they_are_sorted(field: str) -> None:
    def marks(count: int) -> str:
        return "a" + "\u0301" * count + "\u0323" * count

    text = note_json(**{field: marks(40_000)})
    sort_fewer = partial(normalize, "NFC", marks(10_000))
    assert seconds_of(partial(refuse, text)) < seconds_of(sort_fewer)


@pytest.mark.parametrize(
    "text", ["a" + "\u0301" * 30, "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd"]
)
def test_marks_that_a_language_can_need_are_accepted(text: str) -> None:
    assert parse(title=text).title


def test_the_largest_note_fits_however_it_is_escaped() -> None:
    escaped = r"\u0061" * 65_536
    assert len(read_note(f'{{"title": "T", "body": "{escaped}"}}').body) == 65_536


def test_a_request_of_more_than_a_megabyte_is_too_large() -> None:
    with pytest.raises(TooLarge, match="1,048,576"):
        read_note(" " * (MIB + 1))


@given(st.text(max_size=50))
def test_no_body_is_anything_but_a_note_or_refused(text: str) -> None:
    try:
        read_note(text)
    except Invalid:
        return
    assert json.loads(text).keys() >= {"title", "body"}


@pytest.mark.parametrize("key", ["k", "x" * 128, "a b", "~", "!"])
def test_a_printable_key_is_accepted(key: str) -> None:
    assert read_key(key) == key


def test_no_key_is_none() -> None:
    assert (
        read_input(make_proxy_event(CREATE_NOTE, body=note_json()), CreateNoteInput).idempotency_key
        is None
    )


@pytest.mark.parametrize("key", ["", "x" * 129, "키", "a\n", "\x7f", "\x00", "a\tb"])
def test_any_other_key_is_invalid(key: str) -> None:
    with pytest.raises(Invalid, match="Idempotency-Key"):
        read_key(key)


def test_a_page_has_twenty_notes_unless_asked() -> None:
    assert read_list().limit == 20


@pytest.mark.parametrize("limit", [1, 9, 10, 99, 100])
def test_a_limit_from_1_to_100_is_accepted(limit: int) -> None:
    assert read_list(limit=str(limit)).limit == limit


@pytest.mark.parametrize(
    "limit",
    [
        "0",
        "101",
        "-1",
        "1.0",
        "",
        " 1",
        "1\n",
        "ten",
        "1e1",
        "0x1",
        "+1",
        "01",
        "\N{FULLWIDTH DIGIT ONE}",
        "9" * 20_000,
    ],
    ids=lambda limit: repr(limit)[:12],
)
def test_any_other_limit_is_invalid(limit: str) -> None:
    with pytest.raises(Invalid, match="limit"):
        read_list(limit=limit)


@pytest.mark.parametrize("limits", [["1", "2"], ["2", "1"], ["1", "x"], ["x", "1"], ["1", "1"]])
def test_limit_sent_twice_is_refused_in_any_order(limits: list[str]) -> None:
    with pytest.raises(Invalid, match="limit"):
        read_list(limit=limits)


def test_a_customer_to_list_by_is_read() -> None:
    assert read_list(customer_id="c-1").customer_id == "c-1"


@pytest.mark.parametrize("length", [0, 65, 20_000])
def test_a_customer_that_can_be_none_is_invalid(length: int) -> None:
    with pytest.raises(Invalid, match="customer_id"):
        read_list(customer_id="x" * length)
