"""What a route is. Tests check that template, handlers and contract agree with the routes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from callnotes.api.inputs import Input, places_of
from callnotes.domain.actor import Role

STAFF = frozenset(Role)
# Every path begins with it; before it an address may have a stage or a custom domain's base path.
VERSION = "/v1/"

_ANY = (429, 500, 503)
_SIGNED_IN = (401, 403)


@dataclass(frozen=True, kw_only=True)
class Route[I: Input]:
    """One route: `name` is the verb_noun of its function and use case; no roles means public.

    `input` is the model of the request; `response` is the body with `status` and each of `also`.
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
        """Every status that it may respond with, the gateway's own errors included."""
        return (self.status, *self.also, *self.errors)

    @property
    def errors(self) -> tuple[int, ...]:
        """The statuses of its errors: those of its input, of authorization, and of any call."""
        own = {status for place in places_of(self.input).values() for status in place.errors}
        signed_in = _SIGNED_IN if self.roles else ()
        return tuple(sorted({*own, *signed_in, *_ANY} - set(self.also)))


type AnyRoute = Route[Input]
