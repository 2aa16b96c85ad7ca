"""The input of a route is one model: parser, contract and tests are derived from it."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from callnotes.domain.versions import QUOTED_VERSION

MAX_LIMIT = 100
DEFAULT_LIMIT = 20

_WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class In:
    """The place of a field in a request, and the statuses of errors that it can cause.

    `required` is what the contract shows when the model itself accepts absence, because the
    use case checks it later, in the documented order of errors.
    """

    place: Literal["path", "query", "header", "body"]
    errors: tuple[int, ...]
    required: bool = False


class Input(BaseModel):
    """Base of routes' inputs. The JSON body is the field `body`; names are the request's."""

    model_config = ConfigDict(frozen=True)


@cache
def places_of(model: type[Input]) -> dict[str, In]:
    """Return the place of each field, by its name in the request."""
    return {
        field.alias or name: place
        for name, field in model.model_fields.items()
        for place in field.metadata
        if isinstance(place, In)
    }


def body_of(model: type[Input]) -> type[BaseModel] | None:
    """Return the model of the JSON body, if the route has one."""
    field = model.model_fields.get("body")
    return field.annotation if field else None


def _check_limit(text: object) -> object:
    # int() accepts signs, spaces, underscores and the digits of every script.
    if not isinstance(text, str) or not _WHOLE_NUMBER.fullmatch(text):
        raise PydanticCustomError(
            "whole_number", "must be a whole number from 1 to {most}", {"most": MAX_LIMIT}
        )
    return text


PATH = In("path", errors=(404,), required=True)
QUERY = In("query", errors=(400,))
BODY = In("body", errors=(400, 413, 415))

Limit = Annotated[
    int,
    QUERY,
    Field(ge=1, le=MAX_LIMIT, description="How many on a page."),
    BeforeValidator(_check_limit),
]
Next = Annotated[str | None, QUERY, Field(description="The `next` of the page before.")]
IdempotencyKey = Annotated[
    str | None,
    In("header", errors=(400, 409, 422)),
    Field(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        pattern="^[ -~]*$",
        description="The same key and body give the same thing for at least 24 hours.",
    ),
]
IfMatch = Annotated[
    str | None,
    In("header", errors=(400, 412, 428), required=True),
    Field(
        alias="If-Match",
        description="The ETag of the version to change.",
        json_schema_extra={"pattern": QUOTED_VERSION},
    ),
]
