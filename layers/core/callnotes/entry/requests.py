"""A request as handlers see it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from callnotes.api.inputs import Input
from callnotes.api.route import VERSION, AnyRoute, Route
from callnotes.domain.actor import Actor
from callnotes.domain.change import Change
from callnotes.entry.inputs import Event, read_input
from callnotes.entry.observability import current_traceparent


@dataclass(frozen=True)
class Request[I: Input]:
    """A validated request: the route's input, and where the API is served.

    `request_id` is API Gateway's. `base` is what the path has before `/v1`: `/<stage>` on the
    stage's own address, a custom domain's base path, or nothing.
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
        """Return the context of a write by this request."""
        return Change(actor, self.request_id, datetime.now(UTC), current_traceparent())

    def path_of(self, route: AnyRoute, **parameters: str) -> str:
        """Return a route's path with its base, as this client calls it."""
        return self.base + route.path.format(**parameters)


def called_path(event: Event) -> str:
    """Return the path as it was called, with the stage or base path before the route.

    `sam local` has no stage and gives the route's template in this place.
    """
    context = event["requestContext"]
    path: str = event["path"] if context["path"] == event["resource"] else context["path"]
    return path
