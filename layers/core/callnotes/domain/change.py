"""The circumstances of a write: who, on which request, when."""

from dataclasses import dataclass
from datetime import datetime

from callnotes.domain.actor import Actor


@dataclass(frozen=True)
class Change:
    """One attempt to change something.

    `request_id` is unique per attempt. It is stored with what is written, so that a write whose
    reply was lost is recognised as one's own, and it joins the traces of all that follows.
    """

    actor: Actor
    request_id: str
    at: datetime
