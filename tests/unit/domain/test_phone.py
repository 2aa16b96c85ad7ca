"""Phone numbers in every spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.phone import is_e164, to_e164

KOREAN = "+821012345678"


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("010-1234-5678", "KR", KOREAN),
        ("010 1234 5678", "KR", KOREAN),
        ("01012345678", "KR", KOREAN),
        ("(010) 1234.5678", "KR", KOREAN),
        ("+82 10 1234 5678", "KR", KOREAN),
        ("+82-10-1234-5678", "US", KOREAN),
        ("+82 (0)10 1234 5678", None, KOREAN),
        ("82 10 1234 5678", "KR", KOREAN),
        ("001 82 10 1234 5678", "KR", KOREAN),
        ("011 82 10 1234 5678", "US", KOREAN),
        ("tel:+82-10-1234-5678", None, KOREAN),
        ("０１０１２３４５６７８", "KR", KOREAN),  # noqa: RUF001 - full width
        ("٠١٠١٢٣٤٥٦٧٨", "KR", KOREAN),
        ("02-312-3456", "KR", "+8223123456"),
        ("(202) 555-0101", "US", "+12025550101"),
        ("1-202-555-0101", "US", "+12025550101"),
        ("+44 20 7946 0104", "KR", "+442079460104"),
        ("+390612345678", None, "+390612345678"),
        ("+1 555 555 0123", None, "+15555550123"),
        ("+683 4002", None, "+6834002"),
    ],
)
def test_a_common_spelling_is_a_number(text: str, region: str | None, number: str) -> None:
    assert to_e164(text, region) == number


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "+", "anonymous", "withheld", "-", "112", "119", "114", "12345", "0", "00",
        "00000000", "+82", "+8210", "+999123456789", "+1234567890123456", "9" * 300, "\x00", "+0",
        "²³¹²³¹²³¹²³", "⑩⑩⑩⑩⑩⑩",
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_dialled_is_refused(text: str) -> None:
    assert to_e164(text, "KR") is None


@pytest.mark.parametrize("region", [None, "XX", ""])
def test_a_number_without_country_code_needs_a_region(region: str | None) -> None:
    assert to_e164("010-1234-5678", region) is None


@given(st.text(max_size=64), st.sampled_from(["KR", "US", None]))
def test_any_text_is_a_number_in_e164_or_none(text: str, region: str | None) -> None:
    number = to_e164(text, region)
    assert number is None or is_e164(number)


@pytest.mark.parametrize("text", [KOREAN, "+12025550101", "+4930555010104"])
def test_a_number_in_e164_is_one(text: str) -> None:
    assert is_e164(text)


@pytest.mark.parametrize(
    "text",
    [
        "821012345678", "010-1234-5678", "+82 1012345678", " +821012345678", "+8201012345678",
        "+821012345678\n", "+٨٢١٠١٢٣٤٥٦٧٨", "＋821012345678",  # noqa: RUF001
        "tel:+821012345678", "+821012345678x1",
    ],
)  # fmt: skip
def test_another_spelling_is_not_e164_itself(text: str) -> None:
    assert not is_e164(text)
