"""Escalations as items of the table; docs/data-model.md has the picture."""

import json
from collections.abc import Sequence
from typing import get_args

from callnotes.adapters.note_items import Item, list_position, proof_of
from callnotes.domain.change import Change
from callnotes.domain.errors import Unreadable
from callnotes.domain.escalation import (
    Decision,
    Escalation,
    EscalationContent,
    OpenEntry,
    Opinion,
    SealedToken,
    Severity,
    State,
)
from callnotes.domain.times import from_time_text, to_time_text

# One list for all tenants, because settle_escalations does not know the tenants.
OPEN_PARTITION = "ESCALATIONS#OPEN"


def escalation_key(tenant: str, escalation_id: str) -> Item:
    """Return the primary key of an escalation."""
    return {"pk": f"TENANT#{tenant}#ESCALATION#{escalation_id}", "sk": "ESCALATION"}


def token_key(tenant: str, escalation_id: str) -> Item:
    """Return the primary key of an escalation's task token."""
    return escalation_key(tenant, escalation_id) | {"sk": "TOKEN"}


def reminded_key(tenant: str, escalation_id: str) -> Item:
    """Return the primary key of the mark that supervisors were reminded."""
    return escalation_key(tenant, escalation_id) | {"sk": "REMINDED"}


def open_key(tenant: str, escalation_id: str) -> Item:
    """Return the primary key of an escalation's line in the list of open ones."""
    return {"pk": OPEN_PARTITION, "sk": f"{tenant}#{escalation_id}"}


def mark_sort_key(escalation_id: str) -> str:
    """Return the sort key of an escalation's mark, in the partition of a note."""
    return f"MARK#{escalation_id}"


def list_partition(tenant: str, state: State | None) -> str:
    """Return the partition of gsi1 (all escalations) or gsi2 (those in a state)."""
    every = f"TENANT#{tenant}#ESCALATIONS"
    return f"{every}#{state}" if state else every


def escalation_to_item(escalation: Escalation, change: Change) -> Item:
    """Return all attributes of a new escalation."""
    created_at = to_time_text(escalation.created_at)
    position = list_position(created_at, escalation.escalation_id)
    return {
        **escalation_key(escalation.tenant, escalation.escalation_id),
        "entity": "escalation",
        "tenant": escalation.tenant,
        "escalation_id": escalation.escalation_id,
        **vars(escalation.content),
        "customer_id": escalation.customer_id,
        "state": escalation.state,
        "version": escalation.version,
        "created_by": escalation.created_by,
        "created_at": created_at,
        "updated_at": to_time_text(escalation.updated_at),
        **proof_of(change),
        "gsi1pk": list_partition(escalation.tenant, None),
        "gsi1sk": position,
        "gsi2pk": list_partition(escalation.tenant, escalation.state),
        "gsi2sk": position,
    }


def escalation_from_item(item: Item) -> Escalation:
    """Read an escalation; raise Unreadable if malformed."""
    try:
        return _read(item)
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{item.get('pk')}: {type(error).__name__}") from error


def _read(item: Item) -> Escalation:
    if item["state"] not in get_args(State) or item["severity"] not in get_args(Severity):
        raise ValueError("a state or a severity nobody knows")
    return Escalation(
        escalation_id=item["escalation_id"],
        tenant=item["tenant"],
        content=EscalationContent(item["note_id"], item["reason"], item["severity"]),
        customer_id=item["customer_id"],
        state=item["state"],
        version=int(item["version"]),
        created_by=item["created_by"],
        created_at=from_time_text(item["created_at"]),
        updated_at=from_time_text(item["updated_at"]),
        opinions=opinions_from_text(item.get("opinions", "[]")),
        decision=_decision_from_item(item["decision"]) if item.get("decision") else None,
        note_ids=tuple(item.get("note_ids", ())),
    )


def opinions_to_text(opinions: Sequence[Opinion]) -> str:
    """Return opinions as JSON: the workflow writes the same form where no person decides."""
    return json.dumps([vars(opinion) for opinion in opinions])


def opinions_from_text(text: str) -> tuple[Opinion, ...]:
    """Read opinions; an absent score, text or error is null."""
    return tuple(Opinion(**opinion) for opinion in json.loads(text))


def decision_to_item(decision: Decision) -> Item:
    """Return a person's decision as a map."""
    return {
        "verdict": decision.verdict,
        "comment": decision.comment,
        "decided_by": decision.decided_by,
        "decided_at": to_time_text(decision.decided_at),
    }


def open_entry_to_item(escalation: Escalation) -> Item:
    """Return an escalation's line in the list of open ones."""
    return {
        **open_key(escalation.tenant, escalation.escalation_id),
        "entity": "open_escalation",
        "tenant": escalation.tenant,
        "escalation_id": escalation.escalation_id,
        "since": to_time_text(escalation.created_at),
    }


def open_entry_from_item(item: Item) -> OpenEntry:
    """Read a line of the list of open escalations."""
    return OpenEntry(item["tenant"], item["escalation_id"], from_time_text(item["since"]))


def token_to_item(tenant: str, escalation_id: str, token: SealedToken) -> Item:
    """Return the item of a sealed task token."""
    return {
        **token_key(tenant, escalation_id),
        "entity": "task_token",
        "ciphertext": token.ciphertext,
        "deadline": to_time_text(token.deadline),
        "expires_at": int(token.deadline.timestamp()),
    }


def token_from_item(item: Item) -> SealedToken:
    """Read a sealed task token."""
    return SealedToken(bytes(item["ciphertext"]), from_time_text(item["deadline"]))


def _decision_from_item(item: Item) -> Decision:
    return Decision(
        verdict=item["verdict"],
        comment=item.get("comment"),
        decided_by=item.get("decided_by"),
        decided_at=from_time_text(item["decided_at"]),
        # An automatic decision has no decider.
        automatic="decided_by" not in item,
    )
