"""Bodies of requests and answers. Times are RFC 3339 UTC; absent optionals are null."""

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from callnotes.domain.note import (
    MAX_BODY_BYTES,
    MAX_TAG_CHARACTERS,
    MAX_TAGS,
    MAX_TITLE_CHARACTERS,
    Language,
    Note,
    NoteContent,
    NotePage,
)
from callnotes.domain.times import to_time_text

MAX_CUSTOMER_ID_CHARACTERS = 64
MAX_MARKS = 30
TOO_LARGE = "too_large"

_TOO_MANY_MARKS = re.compile(rb"[^\0]{%d}" % (MAX_MARKS + 1))


def normalize(text: str) -> str:
    """Return the text in NFC, so that twins of one look are one: https://unicode.org/reports/tr15/

    A longer run of marks than the standard's stream-safe text has would take quadratic time.
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


def _characters(low: int, high: int) -> AfterValidator:
    def check(text: str) -> str:
        if not low <= len(text) <= high:
            raise PydanticCustomError(
                "length",
                "must have {low} to {high} characters, and has {size}",
                {"low": low, "high": high, "size": len(text)},
            )
        return text

    return AfterValidator(check)


def _check_size(text: str) -> str:
    size = len(text.encode())
    if not text:
        raise PydanticCustomError("length", "must not be empty")
    if size > MAX_BODY_BYTES:
        raise PydanticCustomError(
            TOO_LARGE,
            "must have at most {limit} bytes of UTF-8, and has {size}",
            {"limit": MAX_BODY_BYTES, "size": size},
        )
    return text


Text = Annotated[str, AfterValidator(normalize)]
Title = Annotated[
    Text,
    _characters(1, MAX_TITLE_CHARACTERS),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TITLE_CHARACTERS}),
]
Body = Annotated[
    Text,
    AfterValidator(_check_size),
    Field(
        description=f"1 to {MAX_BODY_BYTES:,} bytes of UTF-8.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_BODY_BYTES},
    ),
]
Tag = Annotated[
    Text,
    _characters(1, MAX_TAG_CHARACTERS),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TAG_CHARACTERS}),
]
CustomerId = Annotated[str, Field(min_length=1, max_length=MAX_CUSTOMER_ID_CHARACTERS)]
Time = Annotated[datetime, PlainSerializer(to_time_text, return_type=str)]


class NoteInput(BaseModel):
    """What a client sends to make or replace a note."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Title
    body: Body
    tags: Annotated[list[Tag], Field(max_length=MAX_TAGS)] = []
    customer_id: CustomerId | None = None
    language: Language | None = None

    def to_content(self) -> NoteContent:
        """Return the domain's content."""
        return NoteContent(self.title, self.body, tuple(self.tags), self.customer_id, self.language)


class NoteOutput(BaseModel):
    """A note as clients see it."""

    note_id: str
    title: str
    body: str
    tags: list[str]
    customer_id: str | None
    language: Language | None
    version: Annotated[int, Field(ge=1)]
    created_by: str
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, note: Note) -> "NoteOutput":
        """Return the client's view of a note."""
        return cls(
            note_id=note.note_id,
            title=note.content.title,
            body=note.content.body,
            tags=list(note.content.tags),
            customer_id=note.content.customer_id,
            language=note.content.language,
            version=note.version,
            created_by=note.created_by,
            created_at=note.created_at,
            updated_at=note.updated_at,
        )


class NotePageOutput(BaseModel):
    """One page of notes, newest first; `next` is the token of the page after it."""

    items: list[NoteOutput]
    next: str | None

    @classmethod
    def of(cls, page: NotePage) -> "NotePageOutput":
        """Return the client's view of a page."""
        return cls(items=[NoteOutput.of(note) for note in page.notes], next=page.next)


class HealthOutput(BaseModel):
    """Whether the service and what it depends on work."""

    status: Literal["ok", "degraded"]
    checks: dict[str, Literal["ok", "failed"]]


class FieldProblem(BaseModel):
    """One field that is wrong."""

    field: str
    message: str


class Problem(BaseModel):
    """An error: https://www.rfc-editor.org/rfc/rfc9457"""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldProblem] | None = None
