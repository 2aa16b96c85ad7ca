"""Notes in bodies of requests and responses. Times are RFC 3339 UTC; absent optionals are null."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from callnotes.api.text import TOO_LARGE, Text, characters
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


Title = Annotated[
    Text,
    characters(1, MAX_TITLE_CHARACTERS),
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
    characters(1, MAX_TAG_CHARACTERS),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TAG_CHARACTERS}),
]
CustomerId = Annotated[str, Field(min_length=1, max_length=MAX_CUSTOMER_ID_CHARACTERS)]
Time = Annotated[datetime, PlainSerializer(to_time_text, return_type=str)]


class NoteInput(BaseModel):
    """What a client sends to create or replace a note: the domain's content, validated."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Title
    body: Body
    tags: Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS)] = ()
    customer_id: CustomerId | None = None
    language: Language | None = None

    def to_content(self) -> NoteContent:
        """Return the domain's content, which has the same fields."""
        return NoteContent(**dict(self))


class NoteOutput(BaseModel):
    """A note as clients see it."""

    note_id: str
    title: str
    body: str
    tags: tuple[str, ...]
    customer_id: str | None
    language: Language | None
    version: Annotated[int, Field(ge=1)]
    created_by: str
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, note: Note) -> "NoteOutput":
        """Return the client's view of a note: its content and the server's attributes."""
        return cls.model_validate(vars(note.content) | vars(note))


class NotePageOutput(BaseModel):
    """One page of notes, newest first; `next` is the token of the page after it."""

    items: list[NoteOutput]
    next: str | None

    @classmethod
    def of(cls, page: NotePage) -> "NotePageOutput":
        """Return the client's view of a page."""
        return cls(items=[NoteOutput.of(note) for note in page.notes], next=page.next)
