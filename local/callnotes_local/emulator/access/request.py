"""A request as it is signed, and where it carries its signature."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs

from ministack.core import router, sigv4

from callnotes_local.emulator.asgi import Scope

ALGORITHM = "AWS4-HMAC-SHA256"
QUERY_FIELDS = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
IN_QUERY = frozenset(f"X-Amz-{field}" for field in QUERY_FIELDS)
# However spelled: the emulator reads these too.
LIKE_THEM = frozenset(map(str.lower, IN_QUERY)) | {"awsaccesskeyid"}


class UnauthenticatedError(Exception):
    """The request shows no valid signature; `code` is the evaluator's name of the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Request:
    """What of a request is signed, but for its body."""

    method: str
    raw_path: str
    query: dict[str, list[str]]
    headers: dict[str, str]

    @classmethod
    def of(cls, scope: Scope) -> Request:
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1").lower(), sigv4.decode_header_value(value)
            headers[key] = f"{headers[key]},{text}" if key in headers else text
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return cls(scope.get("method", "GET"), scope["raw_path"].decode("latin-1"), query, headers)

    @property
    def service(self) -> str:
        """The service that the emulator would take this for."""
        path = self.raw_path
        return str(router.detect_service(self.method, path, self.headers, self.query))

    @cached_property
    def is_presigned(self) -> bool:
        """Whether the signature is in the query; UnauthenticatedError when it is nowhere."""
        authorization = self.headers.get("authorization")
        in_query = {name for name in self.query if name.lower() in LIKE_THEM}
        if authorization is None and not in_query:
            raise UnauthenticatedError("MissingAuthenticationToken", "Missing Authentication Token")
        if authorization is None:
            if in_query != IN_QUERY or any(len(self.query[name]) > 1 for name in in_query):
                raise UnauthenticatedError("IncompleteSignature", "The query is not signed once.")
            algorithm = self.query["X-Amz-Algorithm"][0]
        else:
            algorithm = authorization.partition(" ")[0]
        if algorithm != ALGORITHM or (authorization is not None and in_query):
            message = f"Sign once, with {ALGORITHM}."
            raise UnauthenticatedError("UnsupportedSignature", message)
        return authorization is None
