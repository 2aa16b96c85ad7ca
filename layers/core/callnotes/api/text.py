"""Text that people write: kept in NFC, and measured as it is stored."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

MAX_MARKS = 30
# The type of a validation error that is a 413 and not a 400.
TOO_LARGE = "too_large"

_TOO_MANY_MARKS = re.compile(rb"[^\0]{%d}" % (MAX_MARKS + 1))


def normalize(text: str) -> str:
    """Return the text in NFC, so that texts that look the same are equal.

    Raises ValueError for more combining marks in a row than the standard's stream-safe text format
    allows, which would take quadratic time: https://unicode.org/reports/tr15/
    """
    if text.isascii():
        return text
    if _TOO_MANY_MARKS.search(bytes(map(unicodedata.combining, text))):
        raise PydanticCustomError(
            "marks",
            "must not have more than {limit} combining marks in a row",
            {"limit": MAX_MARKS},
        )
    return unicodedata.normalize("NFC", text)


def characters(low: int, high: int) -> AfterValidator:
    """Return a validator of the number of characters."""

    def check(text: str) -> str:
        if not low <= len(text) <= high:
            raise PydanticCustomError(
                "length",
                "must have {low} to {high} characters, and has {size}",
                {"low": low, "high": high, "size": len(text)},
            )
        return text

    return AfterValidator(check)


Text = Annotated[str, AfterValidator(normalize)]
