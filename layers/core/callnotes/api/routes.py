"""The one table of routes. Tests hold it against template, OpenAPI, access matrix and functions."""

from dataclasses import dataclass, field

from pydantic import BaseModel

from callnotes.api.models import HealthOutput, NoteInput, NoteOutput, NotePageOutput
from callnotes.domain.actor import Role

STAFF = frozenset(Role)


@dataclass(frozen=True)
class Parameter:
    """A query parameter or header of a route."""

    name: str
    place: str
    description: str
    schema: dict[str, object]
    required: bool = False


@dataclass(frozen=True)
class Route:
    """One route: `name` is the verb_noun of its function and use case; no roles means public.

    `response` is the body with `status`, and with each of `also`; `errors` come as problem JSON.
    """

    name: str
    method: str
    path: str
    summary: str
    status: int
    errors: tuple[int, ...]
    roles: frozenset[Role] = frozenset()
    request: type[BaseModel] | None = None
    response: type[BaseModel] | None = None
    parameters: tuple[Parameter, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    also: tuple[int, ...] = ()


IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "header",
    "The same key and body give the same note for at least 24 hours.",
    {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]*$"},
)
IF_MATCH = Parameter(
    "If-Match",
    "header",
    "The ETag of the version to change.",
    {"type": "string", "pattern": '^"[1-9][0-9]*"$'},
    required=True,
)
CUSTOMER_ID = Parameter(
    "customer_id",
    "query",
    "List the contact center's notes on this customer instead of one's own.",
    {"type": "string", "minLength": 1, "maxLength": 64},
)
LIMIT = Parameter(
    "limit",
    "query",
    "Notes on a page.",
    {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
)
NEXT = Parameter("next", "query", "The `next` of the page before.", {"type": "string"})

_ETAG = {"ETag": "The version in quotes."}
_COMMON = (429, 500, 503)

GET_HEALTH = Route(
    "get_health", "GET", "/v1/health", "Say whether the service works", 200, (429, 500),
    response=HealthOutput, also=(503,),
)  # fmt: skip
GET_OPENAPI = Route(
    "get_openapi", "GET", "/v1/openapi.json", "This contract", 200, _COMMON
)  # fmt: skip
CREATE_NOTE = Route(
    "create_note", "POST", "/v1/notes", "Create a note", 201,
    (400, 401, 403, 409, 413, 415, 422, *_COMMON), STAFF, NoteInput, NoteOutput,
    (IDEMPOTENCY_KEY,), _ETAG | {"Location": "The note's path."},
)  # fmt: skip
LIST_NOTES = Route(
    "list_notes", "GET", "/v1/notes", "List notes, newest first", 200,
    (400, 401, 403, *_COMMON), STAFF, None, NotePageOutput, (CUSTOMER_ID, LIMIT, NEXT),
)  # fmt: skip
GET_NOTE = Route(
    "get_note", "GET", "/v1/notes/{note_id}", "Get a note", 200,
    (401, 403, 404, *_COMMON), STAFF, None, NoteOutput, (), _ETAG,
)  # fmt: skip
UPDATE_NOTE = Route(
    "update_note", "PUT", "/v1/notes/{note_id}", "Replace a note's content", 200,
    (400, 401, 403, 404, 412, 413, 415, 428, *_COMMON), STAFF, NoteInput, NoteOutput,
    (IF_MATCH,), _ETAG,
)  # fmt: skip
DELETE_NOTE = Route(
    "delete_note", "DELETE", "/v1/notes/{note_id}", "Delete a note", 204,
    (400, 401, 403, 404, 412, 428, *_COMMON), STAFF, None, None, (IF_MATCH,),
)  # fmt: skip

ROUTES = (GET_HEALTH, GET_OPENAPI, CREATE_NOTE, LIST_NOTES, GET_NOTE, UPDATE_NOTE, DELETE_NOTE)
