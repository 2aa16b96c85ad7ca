"""Opaque page tokens.

A token holds a position and a seal over the list it came from. There is no secret in it: the list
itself always comes from the caller's claims, so that a made-up token could only point into the
caller's own list. The seal makes a foreign or altered one a clear error instead of a wrong page.
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
    """The last note of a page: the time it was made (as stored) and its id."""

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
    # The seal is no secret: what one makes oneself must not reach the store as a key it refuses.
    is_time = datetime.fromisoformat(position.created_at).tzinfo is not None
    return is_time and is_note_id(position.note_id)


def _seal(position: Position, scope: tuple[str, ...]) -> str:
    return digest([*scope, *astuple(position)]).hex()
