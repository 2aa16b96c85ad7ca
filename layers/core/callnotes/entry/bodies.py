"""JSON bodies: text is stored exactly as it was sent, or refused.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
"""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from callnotes.domain.errors import FieldError, Invalid, TooLarge, UnsupportedMediaType
from callnotes.entry.refusals import DOCUMENT, refuse, repeated

# Twice what the largest note can need, every character escaped and decomposed.
MAX_BODY_BYTES = 1024 * 1024
CHARSETS = frozenset({"utf-8", "utf8"})
# API Gateway passes the body on as text and replaces bytes that are not UTF-8 by this character.
REPLACEMENT = "\ufffd".encode()


def read_body[M: BaseModel](
    event: Mapping[str, Any], headers: Mapping[str, str], model: type[M]
) -> M:
    """Return the JSON body; raise UnsupportedMediaType, TooLarge or Invalid."""
    _check_media_type(headers.get("content-type", ""))
    document = _read_document(event)
    if len(document) > MAX_BODY_BYTES:
        raise TooLarge(f"A request has at most {MAX_BODY_BYTES:,} bytes.")
    if REPLACEMENT in document:
        message = "must be UTF-8; U+FFFD itself is sent escaped, as \\ufffd"
        raise Invalid(FieldError(DOCUMENT, message))
    try:
        body = model.model_validate_json(document)
    except ValidationError as error:
        raise refuse(error) from error
    json.loads(document, object_pairs_hook=_check_names)
    return body


def _read_document(event: Mapping[str, Any]) -> bytes:
    # A lone surrogate is kept: the parser refuses it.
    body = event.get("body") or ""
    return b64decode(body) if event.get("isBase64Encoded") else body.encode(errors="surrogatepass")


def _check_media_type(content_type: str) -> None:
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type != "application/json":
        raise UnsupportedMediaType("Send the body as application/json.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in CHARSETS:
            raise UnsupportedMediaType("Send the body in UTF-8.")


def _check_names(members: list[tuple[str, Any]]) -> None:
    """Raise Invalid for a duplicate name in an object: parsers differ in which value they keep.

    https://www.rfc-editor.org/rfc/rfc8259#section-4
    """
    times = Counter(name for name, _ in members)
    if len(times) < len(members):
        raise repeated(name for name, count in times.items() if count > 1)
