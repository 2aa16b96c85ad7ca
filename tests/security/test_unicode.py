"""Text of every script and every trick: kept in NFC, never an error of ours."""

import unicodedata

import pytest

from tests.stack.http import Api, note_input, path_of
from tests.stack.problems import assert_problem, wrong_fields
from tests.stack.stack import Stack
from tests.stack.trail import wait_for_projection

NOTES = "/v1/notes"
TEXTS = {
    "hangul syllables": "환불 문의",
    "hangul jamo": unicodedata.normalize("NFD", "환불 문의"),
    "accents apart": "re\u0301sume\u0301",
    "compatibility": "\ufb01 \u2460 \uff21",
    "zero width": "a\u200b\u200d\ufeffb",
    "right to left": "\u202eabc\u202c \u05e9\u05dc\u05d5\u05dd",
    "emoji": "👩‍👩‍👧‍👦🇰🇷",
    "control": "a\x00\x07\x1b[31m\x7f\x85",
    "line breaks": "a\r\nb\u2028c\u2029",
    "beyond the plane": "\U0001f600\U0010fffd",
    "markup": "<img src=x onerror=alert(1)>{{7*7}}${7*7}",
    "quotes": "' OR '1'='1\" -- \\",
}


@pytest.mark.parametrize("name", TEXTS)
def test_given_text_when_posted_then_it_comes_back_in_nfc(agent: Api, name: str) -> None:
    text = TEXTS[name]
    note = agent.create_note(title=text, body=text, tags=[text])

    expected = unicodedata.normalize("NFC", text)
    assert (note["title"], note["body"], note["tags"]) == (expected, expected, [expected])
    assert agent.get(path_of(note)).json == note


def test_given_texts_equal_in_nfc_when_indexed_then_search_has_one_text(
    stack: Stack, tenant: str, agent: Api
) -> None:
    notes = [
        agent.create_note(title=unicodedata.normalize(form, "환불"), body="é")
        for form in ("NFC", "NFD")
    ]

    entries = [wait_for_projection(stack, tenant, note["note_id"], 1) for note in notes]

    assert entries[0]["text"] == entries[1]["text"]


def test_given_a_title_that_fits_only_in_nfc_when_posted_then_201(agent: Api) -> None:
    assert (
        agent.post(NOTES, note_input(title=unicodedata.normalize("NFD", "각" * 200))).status == 201
    )


def test_given_text_that_grows_in_nfc_when_posted_then_its_limit_is_held(agent: Api) -> None:
    grows = "\U0001d15e"
    assert len(unicodedata.normalize("NFC", grows)) == 2

    assert_problem(agent.post(NOTES, note_input(title=grows * 101)), 400, NOTES)


@pytest.mark.parametrize(
    "body",
    [
        rb'{"title": "\ud800", "body": "b"}',
        rb'{"title": "\udc00\ud800", "body": "b"}',
        b"\xef\xbb\xbf{}",
    ],
    ids=["lone high", "swapped", "byte order mark"],
)
def test_given_text_that_is_no_unicode_when_posted_then_400(agent: Api, body: bytes) -> None:
    assert_problem(agent.post(NOTES, body), 400, NOTES)


@pytest.mark.parametrize(
    "title", [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", "환불".encode("euc-kr"), "\ufffd".encode()]
)
def test_body_with_bytes_that_are_not_utf8_returns_400(agent: Api, title: bytes) -> None:
    answer = agent.post(NOTES, b'{"body": "b", "title": "' + title + b'"}')

    assert_problem(answer, 400, NOTES)


def test_replacement_character_sent_escaped_is_kept(agent: Api) -> None:
    assert agent.post(NOTES, rb'{"body": "b", "title": "\ufffd"}').json["title"] == "\ufffd"


@pytest.mark.parametrize("charset", ["euc-kr", "utf-16", "iso-8859-1", '"cp949"'])
def test_body_in_another_charset_returns_415(agent: Api, charset: str) -> None:
    body = b'{"body": "b", "title": "t"}'
    headers = {"Content-Type": f"application/json; charset={charset}"}

    assert_problem(agent.send("POST", NOTES, body, headers), 415, NOTES)


def test_damaged_bodies_never_share_an_idempotency_key(agent: Api) -> None:
    answers = [
        agent.post(NOTES, b'{"body": "b", "title": "' + title + b'"}', Idempotency_Key="same")
        for title in (b"\xff", b"\xfe", b"ok", b"other")
    ]

    assert [answer.status for answer in answers] == [400, 400, 201, 422]


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "a", "title": "b", "body": "b"}',
        rb'{"title": "a", "\u0074itle": "b", "body": "b"}',
    ],
    ids=["plain", "escaped"],
)
def test_field_sent_twice_returns_400_and_names_it(agent: Api, body: bytes) -> None:
    answer = agent.post(NOTES, body)

    assert_problem(answer, 400, NOTES)
    assert wrong_fields(answer) == {"title"}


@pytest.mark.parametrize("customer_id", ["%00", "%F0%9F%98%80", "%EA%B0%80", "%23", "a%2Fb", "%C0"])
def test_given_any_customer_id_when_listed_then_an_empty_page(agent: Api, customer_id: str) -> None:
    answer = agent.get(f"{NOTES}?customer_id={customer_id}")

    assert (answer.status, answer.json) == (200, {"items": [], "next": None})
