"""Errors as problem JSON: https://www.rfc-editor.org/rfc/rfc9457"""

from http import HTTPStatus
from typing import Any

from callnotes.domain import errors

RETRY_AFTER_SECONDS = 5

STATUS_OF: dict[type[errors.CallnotesError], HTTPStatus] = {
    errors.Invalid: HTTPStatus.BAD_REQUEST,
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    errors.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

_HIDDEN = "Something went wrong on our side. Quote the request_id when you report it."


def problem_of(error: Exception) -> tuple[HTTPStatus, dict[str, Any]]:
    """Return status and problem members for an error; an unexpected error reveals no details."""
    if not isinstance(error, errors.CallnotesError):
        return HTTPStatus.INTERNAL_SERVER_ERROR, {"detail": _HIDDEN}
    if not isinstance(error, errors.Invalid):
        return STATUS_OF[type(error)], {"detail": str(error)}
    fields = [{"field": each.field, "message": each.message} for each in error.errors]
    detail = "The request is malformed; `errors` lists each field and what is wrong with it."
    return HTTPStatus.BAD_REQUEST, {"detail": detail, "errors": fields}


def headers_of(error: Exception) -> dict[str, str]:
    """Return the headers that the response to this error needs."""
    match error:
        case errors.Unavailable():
            return {"Retry-After": str(RETRY_AFTER_SECONDS)}
        case errors.TooManyRequests():
            return {"Retry-After": str(error.retry_after)}
        case errors.Unauthenticated():
            return {"WWW-Authenticate": "Bearer"}
        case _:
            return {}
