"""Close the escalations whose workflow ended without doing so, or was never started."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from callnotes.domain.errors import Unreadable
from callnotes.domain.escalation import OpenEntry
from callnotes.ports.escalations import EscalationStore, EscalationWorkflow

# Between the request that stores an escalation and the start of its workflow lie seconds.
GRACE = timedelta(minutes=2)
LOST = "WorkflowLost"


@dataclass(frozen=True)
class Settlement:
    """The result for the examined escalations, by id."""

    failed: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def find_overdue(escalations: EscalationStore, now: datetime) -> Iterator[OpenEntry]:
    """Return the escalations that may be open, but for those that were asked for just now."""
    return (entry for entry in escalations.list_open() if entry.since <= now - GRACE)


def settle_escalations(
    entries: Iterable[OpenEntry],
    now: datetime,
    *,
    escalations: EscalationStore,
    workflow: EscalationWorkflow,
    has_time: Callable[[], bool],
) -> Settlement:
    """Bring each whose workflow does not run to `failed`; a recorded decision is kept.

    Escalations for which no time is left are closed by the next call.
    """
    settlement = Settlement()
    for entry in entries:
        if not has_time():
            break
        if workflow.is_running(entry.escalation_id):
            settlement.running.append(entry.escalation_id)
        else:
            _settle(entry, now, escalations, settlement)
    return settlement


def _settle(
    entry: OpenEntry, now: datetime, escalations: EscalationStore, settlement: Settlement
) -> None:
    try:
        failed = _close(entry, now, escalations)
    except Unreadable:
        # It stays on the list, and counts at each sweep; the others are closed all the same.
        settlement.unreadable.append(entry.escalation_id)
    else:
        (settlement.failed if failed else settlement.closed).append(entry.escalation_id)


def _close(entry: OpenEntry, now: datetime, escalations: EscalationStore) -> bool:
    """Close it, take it off the list of open ones, and return whether this call closed it."""
    escalation = escalations.get_escalation(entry.tenant, entry.escalation_id)
    failed = escalation is not None and escalations.fail_escalation(escalation, LOST, now)
    escalations.forget_open(entry.tenant, entry.escalation_id)
    return failed
