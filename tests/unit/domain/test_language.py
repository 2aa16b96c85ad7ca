import pytest

from callnotes.domain.language import language_of
from callnotes.domain.note import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The caller asked about a seat.", "en"),
        ("고객이 좌석을 물었다.", "ko"),
        ("KE712 지연 안내", "ko"),
        ("The caller, 김민아, asked for a refund.", "en"),
        ("아니", "ko"),
        ("ㅠㅠ", "ko"),
        ("가AB", "ko"),
        ("가ABC", "en"),
        ("010-1234-5678", None),
        ("", None),
        ("Él habló en español", "en"),
        ("日本語", None),
    ],
)
def test_the_language_of_most_letters_counts(text: str, language: Language | None) -> None:
    assert language_of(text) == language
