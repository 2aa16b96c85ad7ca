"""The routes of notes and what each takes."""

from typing import Annotated

from pydantic import Field

from callnotes.api.inputs import (
    BODY,
    DEFAULT_LIMIT,
    PATH,
    QUERY,
    IdempotencyKey,
    IfMatch,
    Input,
    Limit,
    Next,
)
from callnotes.api.note_models import CustomerId, NoteInput, NoteOutput, NotePageOutput
from callnotes.api.route import STAFF, Route

NoteId = Annotated[str, PATH, Field(description="The note.")]
NoteBody = Annotated[NoteInput, BODY]

_ETAG = {"ETag": "The version in quotes."}


class CreateNoteInput(Input):
    """A new note, and optionally an idempotency key that makes a retry safe."""

    idempotency_key: IdempotencyKey = None
    body: NoteBody


class ListNotesInput(Input):
    """Whose notes, and which page."""

    customer_id: Annotated[
        CustomerId | None,
        QUERY,
        Field(description="List the contact center's notes on this customer, not one's own."),
    ] = None
    limit: Limit = DEFAULT_LIMIT
    next: Next = None


class GetNoteInput(Input):
    """Which note."""

    note_id: NoteId


class UpdateNoteInput(Input):
    """Which version of which note, and what takes its place."""

    note_id: NoteId
    if_match: IfMatch = None
    body: NoteBody


class DeleteNoteInput(Input):
    """Which version of which note."""

    note_id: NoteId
    if_match: IfMatch = None


CREATE_NOTE = Route(
    name="create_note",
    method="POST",
    path="/v1/notes",
    summary="Create a note",
    input=CreateNoteInput,
    status=201,
    roles=STAFF,
    response=NoteOutput,
    headers=_ETAG | {"Location": "The note's path."},
)
LIST_NOTES = Route(
    name="list_notes",
    method="GET",
    path="/v1/notes",
    summary="List notes, newest first",
    input=ListNotesInput,
    roles=STAFF,
    response=NotePageOutput,
)
GET_NOTE = Route(
    name="get_note",
    method="GET",
    path="/v1/notes/{note_id}",
    summary="Get a note",
    input=GetNoteInput,
    roles=STAFF,
    response=NoteOutput,
    headers=_ETAG,
)
UPDATE_NOTE = Route(
    name="update_note",
    method="PUT",
    path="/v1/notes/{note_id}",
    summary="Replace a note's content",
    input=UpdateNoteInput,
    roles=STAFF,
    response=NoteOutput,
    headers=_ETAG,
)
DELETE_NOTE = Route(
    name="delete_note",
    method="DELETE",
    path="/v1/notes/{note_id}",
    summary="Delete a note",
    input=DeleteNoteInput,
    status=204,
    roles=STAFF,
)
