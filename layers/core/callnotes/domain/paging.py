"""Opaque page tokens.

A token holds a position and a checksum (the seal) over the list it came from. It holds no secret:
the list always comes from the caller's claims, so a forged token only points into the caller's own
list. The seal turns an altered token, or one of another list, into an error and not a wrong page.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass
from datetime import datetime

from callnotes.domain.errors import FieldError, Invalid
from callnotes.domain.identity import digest, is_note_id


@dataclass(frozen=True)
class Position:
    """The last note of a page: the time it was created (as stored) and its id."""

    created_at: str
    note_id: str


def seal_position(position: Position, scope: tuple[str, ...]) -> str:
    """Return the token for a position in the list named by `scope`."""
    content = json.dumps([*astuple(position), _seal(position, scope)])
    return urlsafe_b64encode(content.encode()).decode()


def open_position(token: str, scope: tuple[str, ...]) -> Position:
    """Return the position; raise Invalid unless the token is of the list named by `scope`."""
    try:
        created_at, note_id, _ = json.loads(urlsafe_b64decode(token.encode()))
        position = Position(created_at, note_id)
        genuine = _is_possible(position) and token == seal_position(position, scope)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        genuine = False
    if not genuine:
        raise Invalid(FieldError("next", "is not a token of this list; leave it out to start anew"))
    return position


def _is_possible(position: Position) -> bool:
    # Anybody can compute the seal: a forged position must not reach the table as an invalid key.
    is_time = datetime.fromisoformat(position.created_at).tzinfo is not None
    return is_time and is_note_id(position.note_id)


def _seal(position: Position, scope: tuple[str, ...]) -> str:
    return digest([*scope, *astuple(position)]).hex()
