"""List what is on for the caller."""

from dataclasses import dataclass

from callnotes.domain.actor import Actor
from callnotes.domain.flags import FlagName, FlagReading, Subject, switch_flags
from callnotes.ports.service import FlagSource


@dataclass(frozen=True)
class ListedFlags:
    """Each flag for one caller, and the reading it comes from."""

    flags: dict[FlagName, bool]
    reading: FlagReading


def list_flags(actor: Actor, source: FlagSource) -> ListedFlags:
    """Return every flag for the actor; never fails."""
    reading = source.read_flags()
    subject = Subject(actor.tenant, actor.user_id, actor.role)
    return ListedFlags(switch_flags(reading.flags, subject), reading)
