"""A request of the API, read from the gateway's proxy event.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import json
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from callnotes.api.models import MAX_CUSTOMER_ID_CHARACTERS, TOO_LARGE
from callnotes.domain.actor import Actor
from callnotes.domain.change import Change
from callnotes.domain.errors import FieldError, Invalid, TooLarge, UnsupportedMediaType

_KEY = re.compile(r"[ -~]{1,128}")
_LIMIT = re.compile(r"[1-9][0-9]?|100")
DEFAULT_LIMIT = 20
# Twice what the largest note can need, every character escaped and decomposed.
MAX_BODY_BYTES = 1024 * 1024
# An answer must stay small, whatever was sent: Lambda's payload ends at 6 MB.
MAX_FIELD_ERRORS = 100
MAX_FIELD_NAME_CHARACTERS = 100
_CHARSETS = frozenset({"utf-8", "utf8"})
# What is wrong with the JSON as a whole is the fault of no field; a note has a field `body`.
DOCUMENT = "(document)"
# The gateway hands text on, and puts this character in the place of bytes that are none.
_REPLACEMENT = "\ufffd".encode()


@dataclass(frozen=True)
class Request:
    """What handlers need of a request; header names are in lower case."""

    actor: Actor
    request_id: str
    path_parameters: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, event: Mapping[str, Any], actor: Actor) -> "Request":
        """Read the proxy event of a signed-in caller."""
        return cls(
            actor=actor,
            request_id=event["requestContext"]["requestId"],
            path_parameters=event.get("pathParameters") or {},
            query=event.get("multiValueQueryStringParameters") or {},
            headers=read_headers(event),
            body=_read_body(event),
        )

    def to_change(self) -> Change:
        """Return the circumstances of a write by this request."""
        return Change(self.actor, self.request_id, datetime.now(UTC))

    def parse_body[M: BaseModel](self, model: type[M]) -> M:
        """Return the JSON body; raise UnsupportedMediaType, TooLarge or Invalid."""
        _check_media_type(self.headers.get("content-type", ""))
        if len(self.body) > MAX_BODY_BYTES:
            raise TooLarge(f"A request has at most {MAX_BODY_BYTES:,} bytes.")
        if _REPLACEMENT in self.body:
            message = "must be UTF-8; U+FFFD itself is sent escaped, as \\ufffd"
            raise Invalid(FieldError(DOCUMENT, message))
        try:
            parsed = model.model_validate_json(self.body)
        except ValidationError as error:
            raise _refuse(error) from error
        json.loads(self.body, object_pairs_hook=_check_names)
        return parsed

    def idempotency_key(self) -> str | None:
        """Return the key; raise Invalid when it is not 1 to 128 printable ASCII characters."""
        key = self.headers.get("idempotency-key")
        if key is not None and not _KEY.fullmatch(key):
            raise Invalid(
                FieldError("Idempotency-Key", "must be 1 to 128 printable ASCII characters")
            )
        return key

    def query_value(self, name: str) -> str | None:
        """Return a query parameter; raise Invalid when it comes twice: none of them is the one."""
        values = self.query.get(name, ())
        if len(values) > 1:
            raise Invalid(*_repeated([name]))
        return values[0] if values else None

    def customer_id(self) -> str | None:
        """Return the customer to list by; raise Invalid when it cannot be one."""
        customer_id = self.query_value("customer_id")
        if customer_id is not None and not 1 <= len(customer_id) <= MAX_CUSTOMER_ID_CHARACTERS:
            message = f"must have 1 to {MAX_CUSTOMER_ID_CHARACTERS} characters"
            raise Invalid(FieldError("customer_id", message))
        return customer_id

    def limit(self) -> int:
        """Return the page size; raise Invalid unless it is 1 to 100."""
        text = self.query_value("limit")
        if text is None:
            return DEFAULT_LIMIT
        if not _LIMIT.fullmatch(text):
            raise Invalid(FieldError("limit", "must be a whole number from 1 to 100"))
        return int(text)


def called_path(event: Mapping[str, Any]) -> str:
    """Return the path as it was called, with what stands before the route: stage, base path.

    `sam local` has no stage and gives the route's template in this place.
    """
    context = event["requestContext"]
    path: str = event["path"] if context["path"] == event["resource"] else context["path"]
    return path


def read_headers(event: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers with names in lower case."""
    return {name.lower(): value for name, value in (event.get("headers") or {}).items()}


def _read_body(event: Mapping[str, Any]) -> bytes:
    # Half a character stays one: the parser refuses it.
    body = event.get("body") or ""
    return b64decode(body) if event.get("isBase64Encoded") else body.encode(errors="surrogatepass")


def _check_media_type(content_type: str) -> None:
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type != "application/json":
        raise UnsupportedMediaType("Send the body as application/json.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in _CHARSETS:
            raise UnsupportedMediaType("Send the body in UTF-8.")


def _check_names(members: list[tuple[str, Any]]) -> None:
    """Raise Invalid when an object has a name twice: a parser may take the first or the last.

    https://www.rfc-editor.org/rfc/rfc8259#section-4
    """
    times = Counter(name for name, _ in members)
    if len(times) < len(members):
        raise Invalid(*_repeated(name for name, count in times.items() if count > 1))


def _repeated(names: Iterable[str]) -> list[FieldError]:
    named = list(names)[:MAX_FIELD_ERRORS]
    return [FieldError(name[:MAX_FIELD_NAME_CHARACTERS], "must be sent once") for name in named]


def _refuse(error: ValidationError) -> Invalid | TooLarge:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    for problem in problems:
        if problem["type"] == TOO_LARGE:
            return TooLarge(f"{_name_of(problem)} {problem['msg']}.")
    named = problems[:MAX_FIELD_ERRORS]
    return Invalid(*(FieldError(_name_of(problem), problem["msg"]) for problem in named))


def _name_of(problem: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    return name[:MAX_FIELD_NAME_CHARACTERS] or DOCUMENT
