"""Both languages say the same: each phrase is there in both, with the same values."""

import string

import pytest

from quiz.phrases import PHRASES, language_of, say


def values_of(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_both_languages_have_the_same_phrases_and_values() -> None:
    english, korean = PHRASES["en"], PHRASES["ko"]
    assert english.keys() == korean.keys()
    assert {k: values_of(v) for k, v in english.items()} == {
        k: values_of(v) for k, v in korean.items()
    }


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "", "LC_MESSAGES": "ko"}, "ko"),
    ],
)
def test_language_is_the_shells(variables: dict[str, str], language: str) -> None:
    assert language_of(variables) == language


def test_phrase_is_said_with_its_values() -> None:
    assert say("en", "left", minutes=5) == "5 minutes left"
    assert say("ko", "left", minutes=5) == "5분 남음"
