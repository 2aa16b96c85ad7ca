"""Validation errors, field by field, in a response of bounded size."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from callnotes.api.text import TOO_LARGE
from callnotes.domain.errors import FieldError, Invalid, TooLarge

# A response stays small whatever was sent: Lambda's limit is 6 MB.
MAX_FIELD_ERRORS = 100
MAX_FIELD_NAME_CHARACTERS = 100
# Names an error of the JSON as a whole; not `body`, which is a field of a note.
DOCUMENT = "(document)"


def repeated(names: Iterable[str]) -> Invalid:
    """Return the error for names that were sent more than once."""
    named = list(names)[:MAX_FIELD_ERRORS]
    return Invalid(*(FieldError(n[:MAX_FIELD_NAME_CHARACTERS], "must be sent once") for n in named))


def refuse(error: ValidationError) -> Invalid | TooLarge:
    """Return the error for input that a model does not accept."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    for problem in problems:
        if problem["type"] == TOO_LARGE:
            return TooLarge(f"{_name_of(problem)} {problem['msg']}.")
    named = problems[:MAX_FIELD_ERRORS]
    return Invalid(*(FieldError(_name_of(problem), problem["msg"]) for problem in named))


def _name_of(problem: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    return name[:MAX_FIELD_NAME_CHARACTERS] or DOCUMENT
