"""Entity tags and If-Match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.errors import Invalid, PreconditionFailed, PreconditionRequired
from callnotes.domain.versions import make_etag, require_version

VERSIONS = st.integers(1, 10**12)


def test_an_etag_is_the_version_in_quotes() -> None:
    assert make_etag(3) == '"3"'


@given(VERSIONS)
def test_the_etag_of_the_current_version_is_accepted(version: int) -> None:
    assert require_version(make_etag(version), version) is None  # type: ignore[func-returns-value]


@given(VERSIONS, VERSIONS)
def test_the_etag_of_any_other_version_is_stale(version: int, current: int) -> None:
    if version == current:
        current += 1
    with pytest.raises(PreconditionFailed):
        require_version(make_etag(version), current)


@pytest.mark.parametrize("digits", [15, 16, 400, 9_000])
def test_etag_of_any_length_is_stale_and_not_malformed(digits: int) -> None:
    with pytest.raises(PreconditionFailed):
        require_version(f'"{"9" * digits}"', 1)


def test_no_etag_is_asked_for() -> None:
    with pytest.raises(PreconditionRequired):
        require_version(None, 1)


@pytest.mark.parametrize(
    "text",
    [
        *["", "*", "1", '""', '"0"', '"01"', '"-1"', '"1', 'W/"1"', '"1", "2"', '"one"', '"1.0"'],
        '"\N{ARABIC-INDIC DIGIT ONE}"',
        '"1"\n"2"',
    ],
)
def test_what_is_no_quoted_version_is_invalid(text: str) -> None:
    with pytest.raises(Invalid, match="If-Match"):
        require_version(text, 1)


def test_space_around_an_etag_does_not_matter() -> None:
    assert require_version(' "1" ', 1) is None  # type: ignore[func-returns-value]


@given(st.text())
def test_no_text_is_taken_for_another_version(text: str) -> None:
    with pytest.raises((Invalid, PreconditionFailed)):
        require_version(text, 0)
