"""Opaque ids, made by the server."""

import json
import re
from base64 import b32encode
from hashlib import sha256
from uuid import uuid4

from callnotes.domain.actor import Actor

_NOTE_ID = re.compile(r"[a-z2-7]{26}")
_CUSTOMER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def make_note_id(actor: Actor, idempotency_key: str | None) -> str:
    """Return a new note's id; the same user and key always give the same id."""
    if idempotency_key is None:
        return make_opaque_id(uuid4().bytes)
    return make_opaque_id(digest([actor.tenant, actor.user_id, idempotency_key]))


def make_escalation_id(actor: Actor, idempotency_key: str | None) -> str:
    """Return a new escalation's id; a key that also made a note gives another id than the note's.

    Ids of events begin with them.
    """
    if idempotency_key is None:
        return make_opaque_id(uuid4().bytes)
    return make_opaque_id(digest(["escalation", actor.tenant, actor.user_id, idempotency_key]))


def is_note_id(text: str) -> bool:
    """Return whether the text has the form of a note's id."""
    return _NOTE_ID.fullmatch(text) is not None


def is_customer_id(text: str) -> bool:
    """Return whether the text has the form of a customer's id."""
    return _CUSTOMER_ID.fullmatch(text) is not None


def digest(value: object) -> bytes:
    """Return the SHA-256 of the value's canonical JSON."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).digest()


def make_opaque_id(seed: bytes) -> str:
    """Return an id in the common form of all ids, from at least 16 bytes."""
    return b32encode(seed[:16]).decode().rstrip("=").lower()
