"""Every error of the domain as problem JSON."""

import pytest

from callnotes.domain import errors
from callnotes.entry.problems import STATUS_OF, headers_of, problem_of

STATUSES = {
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.UnsupportedMediaType: 415,
    errors.KeyReused: 422,
    errors.PreconditionRequired: 428,
    errors.Unavailable: 503,
}


def test_every_error_of_the_domain_has_a_status() -> None:
    assert set(STATUS_OF) == set(errors.CallnotesError.__subclasses__())


@pytest.mark.parametrize(("error", "status"), STATUSES.items())
def test_an_error_has_the_status_of_its_meaning(
    error: type[errors.CallnotesError], status: int
) -> None:
    assert problem_of(error("why"))[0] == status


@pytest.mark.parametrize("error", STATUSES)
def test_a_problem_has_the_errors_message_as_detail(error: type[errors.CallnotesError]) -> None:
    assert problem_of(error("why"))[1] == {"detail": "why"}


def test_invalid_input_names_each_field() -> None:
    error = errors.Invalid(errors.FieldError("title", "is long"), errors.FieldError("tags", "many"))
    status, members = problem_of(error)
    assert (status, members["errors"]) == (
        400,
        [{"field": "title", "message": "is long"}, {"field": "tags", "message": "many"}],
    )


def test_an_unexpected_error_returns_500() -> None:
    assert problem_of(ZeroDivisionError("SECRET"))[0] == 500


def test_an_unexpected_error_has_no_details() -> None:
    assert "SECRET" not in repr(problem_of(ZeroDivisionError("SECRET"))[1])


def test_503_has_retry_after() -> None:
    assert int(headers_of(errors.Unavailable("away"))["Retry-After"]) > 0


def test_401_has_www_authenticate() -> None:
    assert headers_of(errors.Unauthenticated("who")) == {"WWW-Authenticate": "Bearer"}


def test_429_shows_when_to_try_again() -> None:
    assert headers_of(errors.TooManyRequests(7)) == {"Retry-After": "7"}
