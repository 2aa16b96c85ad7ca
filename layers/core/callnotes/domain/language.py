"""In which language a text is written, by its letters."""

import re

from callnotes.domain.note import Language

_HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]")
_LATIN = re.compile("[A-Za-z]")
# A syllable is one character of Korean, and about so many letters of English.
LETTERS_IN_A_SYLLABLE = 2


def language_of(text: str) -> Language | None:
    """Return the language of most of a text, None for a text without letters of either.

    The same text always gives the same.
    """
    korean = LETTERS_IN_A_SYLLABLE * len(_HANGUL.findall(text))
    english = len(_LATIN.findall(text))
    if not korean and not english:
        return None
    return "ko" if korean >= english else "en"
