"""The circumstances of a write: who, on which request, when."""

from dataclasses import dataclass
from datetime import datetime

from callnotes.domain.actor import Actor


@dataclass(frozen=True)
class Change:
    """The context of one write, made by the handler (`entry.requests`) for each request.

    `actor` is the caller, from verified claims. `request_id` is API Gateway's id of the request: it
    is stored with the item, so that a write whose response was lost is recognized at the retry, and
    becomes the `correlationid` of the event. `at` is the time of the request in UTC. `traceparent`
    is the trace of the request, which becomes the event's.
    """

    actor: Actor
    request_id: str
    at: datetime
    traceparent: str | None = None
