"""What a route is: the tables of routes, the template, handlers and the contract agree on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from callnotes.api.inputs import Input, places_of
from callnotes.domain.actor import Role

STAFF = frozenset(Role)
# Every path begins so: what stands before it in an address is a stage or a custom domain's base.
VERSION = "/v1/"

_ANY = (429, 500, 503)
_SIGNED_IN = (401, 403)


@dataclass(frozen=True, kw_only=True)
class Route[I: Input]:
    """One route: `name` is the verb_noun of its function and use case; no roles means public.

    `input` is all it takes; `response` is the body with `status`, and with each of `also`.
    """

    name: str
    method: str
    path: str
    summary: str
    input: type[I]
    status: int = 200
    roles: frozenset[Role] = frozenset()
    response: type[BaseModel] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    also: tuple[int, ...] = ()

    @property
    def statuses(self) -> tuple[int, ...]:
        """All it may answer with, the gateway's own errors included."""
        return (self.status, *self.also, *self.errors)

    @property
    def errors(self) -> tuple[int, ...]:
        """The statuses of its errors: of what it takes, of who may call it, and of any call."""
        own = {status for place in places_of(self.input).values() for status in place.errors}
        signed_in = _SIGNED_IN if self.roles else ()
        return tuple(sorted({*own, *signed_in, *_ANY} - set(self.also)))


type AnyRoute = Route[Input]
