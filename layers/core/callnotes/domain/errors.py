"""What can go wrong, in the words of the domain. `entry.problems` gives each its HTTP status."""

from dataclasses import dataclass


class CallnotesError(Exception):
    """Base of every error the application raises on purpose; the message may reach the user."""


class Unauthenticated(CallnotesError):
    """Nobody is signed in, or the token is not one we accept."""


class Forbidden(CallnotesError):
    """The caller is known and may see the thing, but has no permission to do this."""


class NotFound(CallnotesError):
    """It does not exist, or it is not visible to the caller: outside nobody can tell which."""


class Conflict(CallnotesError):
    """The state of the thing does not allow this."""


class PreconditionRequired(CallnotesError):
    """The request must say which version it changes."""


class PreconditionFailed(CallnotesError):
    """Somebody changed the thing after the caller read it."""


class TooLarge(CallnotesError):
    """More than we or the store behind us accept."""


class UnsupportedMediaType(CallnotesError):
    """The body is not JSON."""


class KeyReused(CallnotesError):
    """The idempotency key came before with another body."""


class Unavailable(CallnotesError):
    """A dependency is away or throttles; the caller may try again."""


class TooManyRequests(CallnotesError):
    """The tenant's share of the API is used up; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("Your contact center sends too many requests. Try again later.")
        self.retry_after = retry_after


@dataclass(frozen=True)
class FieldError:
    """One thing that is wrong in the input: where, and what."""

    field: str
    message: str


class Invalid(CallnotesError):
    """The input is malformed; `errors` names each field."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = errors


class EscalationNotFound(NotFound):
    """The workflow was started for an escalation that is not there."""


class NoteNotFound(NotFound):
    """The note of an escalation was deleted before the workflow looked."""


class EscalationSettled(Conflict):
    """The escalation has its decision or its last state, so nothing waits for a person."""


class TokenUnreadable(Forbidden):
    """A sealed task token is not of this escalation, or was altered."""


class PartnerUnavailable(Unavailable):
    """The partner does not take the message in time."""
