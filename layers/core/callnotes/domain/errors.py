"""The domain's errors. `entry.problems` maps each to its HTTP status."""

from dataclasses import dataclass


class CallnotesError(Exception):
    """Base of all expected errors; the message is shown to the user."""


class Unauthenticated(CallnotesError):
    """The caller is not signed in, or the token is not accepted."""


class Forbidden(CallnotesError):
    """The caller may see the resource, but has no permission for this operation."""


class NotFound(CallnotesError):
    """It does not exist, or it is not visible to the caller; the response does not reveal which."""


class Conflict(CallnotesError):
    """The state of the resource does not allow this."""


class PreconditionRequired(CallnotesError):
    """The request must name the version it changes (`If-Match`)."""


class PreconditionFailed(CallnotesError):
    """The resource was changed after the caller read it."""


class TooLarge(CallnotesError):
    """More than the API or the table accepts."""


class UnsupportedMediaType(CallnotesError):
    """The body is not JSON."""


class KeyReused(CallnotesError):
    """The idempotency key was used before with another body."""


class Unavailable(CallnotesError):
    """A dependency does not respond, fails or throttles; the caller may retry."""


class TooManyRequests(CallnotesError):
    """The tenant's share of the API is used up; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("Your contact center sends too many requests. Try again later.")
        self.retry_after = retry_after


@dataclass(frozen=True)
class FieldError:
    """One invalid field of the input: its name, and what is wrong with it."""

    field: str
    message: str


class Invalid(CallnotesError):
    """The input is malformed; `errors` names each field."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = errors


class EscalationNotFound(NotFound):
    """The workflow was started for an escalation that does not exist."""


class NoteNotFound(NotFound):
    """The note of an escalation was deleted before the workflow looked."""


class EscalationSettled(Conflict):
    """The escalation is decided or closed, so it does not wait for a decision."""


class TokenUnreadable(Forbidden):
    """A sealed task token is of another escalation, or was altered."""


class PartnerUnavailable(Unavailable):
    """The partner does not take the message in time."""


class CredentialRefused(PartnerUnavailable):
    """The partner does not know the secret that signed the message."""


class RecordsUnavailable(Unavailable):
    """The records system does not take a record right now."""


class RecordConflict(Conflict):
    """The records system has another record under the same reference."""


class WorkerRefused(Forbidden):
    """A worker may not poll its activity, or there is no such activity."""


class NotPending(Conflict):
    """The version of a secret is not the one being rotated to, or has no value yet."""


class EnrichmentFailed(Unavailable):
    """The workflow that enriches a note failed or timed out; it is started again."""


class Unreadable(ValueError):
    """A stored item is not as our code writes it: unexpected, wherever nobody skips it."""
