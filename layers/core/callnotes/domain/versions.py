"""Entity tags: a version in quotes. https://www.rfc-editor.org/rfc/rfc9110#name-if-match"""

import re

from callnotes.domain.errors import FieldError, Invalid, PreconditionFailed, PreconditionRequired

QUOTED_VERSION = '^"[1-9][0-9]*"$'

_QUOTED_VERSION = re.compile(QUOTED_VERSION)


def make_etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def require_version(if_match: str | None, current: int) -> None:
    """Raise unless `if_match` names the current version."""
    if if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you read.")
    etag = if_match.strip()
    if not _QUOTED_VERSION.fullmatch(etag):
        raise Invalid(FieldError("If-Match", 'must be one version in quotes, like "3"'))
    if etag != make_etag(current):
        raise PreconditionFailed("Somebody has changed it since you read it. Read it again.")
