"""From the gateway's proxy event to a route's input; an error names each malformed field.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from callnotes.api.inputs import Input, body_of, places_of
from callnotes.entry.bodies import read_body
from callnotes.entry.refusals import refuse, repeated

type Event = Mapping[str, Any]


def read_input[I: Input](event: Event, model: type[I]) -> I:
    """Return the route's input; raise UnsupportedMediaType, TooLarge or Invalid."""
    body = body_of(model)
    values = {"body": read_body(event, read_headers(event), body)} if body else {}
    try:
        return model.model_validate(values | _read_parameters(event, model))
    except ValidationError as error:
        raise refuse(error) from error


def read_headers(event: Event) -> dict[str, str]:
    """Return the headers with lower-case names; values of a repeated header are joined by commas.

    https://www.rfc-editor.org/rfc/rfc9110#section-5.2
    """
    sent = event.get("multiValueHeaders") or {}
    return {name.lower(): ", ".join(values) for name, values in sent.items()}


def _read_parameters(event: Event, model: type[Input]) -> dict[str, str]:
    values = {name: _read(event, place.place, name) for name, place in places_of(model).items()}
    return {name: value for name, value in values.items() if value is not None}


def _read(event: Event, place: str, name: str) -> str | None:
    match place:
        case "path":
            return (event.get("pathParameters") or {}).get(name)
        case "query":
            return _once(name, (event.get("multiValueQueryStringParameters") or {}).get(name, ()))
        case "header":
            return read_headers(event).get(name.lower())
        case _:
            return None


def _once(name: str, values: Sequence[str]) -> str | None:
    # A repeated parameter is ambiguous: neither the first nor the last value is known to be meant.
    if len(values) > 1:
        raise repeated([name])
    return values[0] if values else None
