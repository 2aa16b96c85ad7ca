from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from callnotes.domain.change import Change
from callnotes.domain.errors import EscalationSettled, Unreadable
from callnotes.domain.escalation import (
    DecisionRequest,
    Escalation,
    OpenEntry,
    SealedToken,
    State,
)
from callnotes.domain.paging import Position

type Key = tuple[str, str]


@dataclass
class InMemoryEscalations:
    """`ports.EscalationStore` and `ports.TokenStore` in dictionaries by (tenant, escalation)."""

    rows: dict[Key, Escalation] = field(default_factory=dict)
    tokens: dict[Key, SealedToken] = field(default_factory=dict)
    open: dict[Key, datetime] = field(default_factory=dict)
    failures: dict[Key, str] = field(default_factory=dict)
    damaged: set[Key] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def create_escalation(self, escalation: Escalation, _change: Change) -> Escalation:
        key = (escalation.tenant, escalation.escalation_id)
        self.open[key] = escalation.created_at
        return self.rows.setdefault(key, escalation)

    def get_escalation(self, tenant: str, escalation_id: str) -> Escalation | None:
        if (tenant, escalation_id) in self.damaged:
            raise Unreadable(escalation_id)
        return self.rows.get((tenant, escalation_id))

    def list_escalations(
        self, tenant: str, state: State | None, limit: int, after: Position | None
    ) -> tuple[list[Escalation], Position | None]:
        found = sorted(
            (
                row
                for row in self.rows.values()
                if row.tenant == tenant
                and (state is None or row.state == state)
                and (after is None or _place(row) < (after.created_at, after.note_id))
            ),
            key=_place,
            reverse=True,
        )
        page = found[:limit]
        return page, Position(*_place(page[-1])) if len(found) > limit else None

    def record_decision(self, decided: Escalation, _change: Change) -> Escalation:
        return self._change(decided, _waits_undecided, lambda _: decided) or decided

    def name_notes(self, tenant: str, escalation_id: str, note_ids: Sequence[str]) -> None:
        key = (tenant, escalation_id)
        if self.rows[key].state != "deciding":
            raise EscalationSettled("The escalation is past its check.")
        self.rows[key] = replace(self.rows[key], note_ids=tuple(note_ids))

    def await_decision(
        self, request: DecisionRequest, token: SealedToken, at: datetime
    ) -> Escalation | None:
        key = (request.tenant, request.escalation_id)
        standing = self._change(
            self.rows[key],
            lambda row: row.is_open and row.decision is None,
            lambda row: replace(
                row, state="waiting", opinions=request.opinions, updated_at=at, version=2
            ),
        )
        if standing is None:
            self.tokens[key] = token
        return standing

    def fail_escalation(self, escalation: Escalation, error: str, at: datetime) -> bool:
        key = (escalation.tenant, escalation.escalation_id)
        standing = self._change(
            escalation,
            lambda row: row.is_open,
            lambda row: replace(row, state="failed", updated_at=at, version=row.version + 1),
        )
        if standing is None:
            self.failures[key] = error
            self.tokens.pop(key, None)
        return standing is None

    def list_open(self) -> Iterator[OpenEntry]:
        for (tenant, escalation_id), since in sorted(self.open.items()):
            yield OpenEntry(tenant, escalation_id, since)

    def forget_open(self, tenant: str, escalation_id: str) -> None:
        self.open.pop((tenant, escalation_id), None)

    def get_token(self, tenant: str, escalation_id: str) -> SealedToken | None:
        return self.tokens.get((tenant, escalation_id))

    def delete_token(self, tenant: str, escalation_id: str) -> None:
        self.tokens.pop((tenant, escalation_id), None)

    def _change(
        self,
        escalation: Escalation,
        may_change: Callable[[Escalation], bool],
        change: Callable[[Escalation], Escalation],
    ) -> Escalation | None:
        """Return None when changed, else what stood in the way."""
        with self._lock:
            key = (escalation.tenant, escalation.escalation_id)
            standing = self.rows[key]
            if not may_change(standing):
                return standing
            self.rows[key] = change(standing)
            return None


def _waits_undecided(row: Escalation) -> bool:
    return row.state == "waiting" and row.decision is None


def _place(escalation: Escalation) -> tuple[str, str]:
    return escalation.created_at.isoformat(), escalation.escalation_id
