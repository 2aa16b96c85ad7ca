"""A request as handlers see it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from callnotes.api.inputs import Input
from callnotes.api.route import VERSION, AnyRoute, Route
from callnotes.domain.actor import Actor
from callnotes.domain.change import Change
from callnotes.entry.inputs import Event, read_input


@dataclass(frozen=True)
class Request[I: Input]:
    """What the route takes, and of the address what stands before the routes.

    `base` is the stage on the stage's own address, a custom domain's base path, or nothing.
    """

    input: I
    request_id: str
    base: str = ""

    @classmethod
    def of(cls, event: Event, route: Route[I]) -> "Request[I]":
        """Read the proxy event; raise UnsupportedMediaType, TooLarge or Invalid."""
        return cls(
            input=read_input(event, route.input),
            request_id=event["requestContext"]["requestId"],
            base=called_path(event).rpartition(VERSION)[0],
        )

    def change_by(self, actor: Actor) -> Change:
        """Return the circumstances of a write by this request."""
        return Change(actor, self.request_id, datetime.now(UTC))

    def path_of(self, route: AnyRoute, **parameters: str) -> str:
        """Return a route's path as this client can call it."""
        return self.base + route.path.format(**parameters)


def called_path(event: Event) -> str:
    """Return the path as it was called, with what stands before the route: stage, base path.

    `sam local` has no stage and gives the route's template in this place.
    """
    context = event["requestContext"]
    path: str = event["path"] if context["path"] == event["resource"] else context["path"]
    return path
