"""Escalations and their task tokens in DynamoDB.

People, the deadline and the repair compete to change an escalation: every change is a conditional
write on its state. When the condition fails, the error returns the stored item.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callnotes.adapters.escalation_items import (
    OPEN_PARTITION,
    decision_to_item,
    escalation_from_item,
    escalation_key,
    escalation_to_item,
    list_partition,
    mark_sort_key,
    open_entry_from_item,
    open_entry_to_item,
    open_key,
    opinions_to_text,
    token_from_item,
    token_key,
    token_to_item,
)
from callnotes.adapters.escalation_table import EscalationTable
from callnotes.adapters.lists import Skip, next_page_request, page_request, read_page, refuse
from callnotes.adapters.note_items import Item, from_wire, note_key, to_wire
from callnotes.domain.change import Change
from callnotes.domain.errors import EscalationSettled
from callnotes.domain.escalation import (
    DecisionRequest,
    Escalation,
    OpenEntry,
    SealedToken,
    State,
)
from callnotes.domain.paging import Position
from callnotes.domain.times import to_time_text

WAITS_UNDECIDED = "#state = :waiting AND attribute_not_exists(decision)"
MAY_WAIT = "#state IN (:deciding, :waiting) AND attribute_not_exists(decision)"
OPEN = "#state IN (:deciding, :waiting)"


@dataclass(frozen=True)
class DynamoDBEscalations:
    """`ports.EscalationStore` and `ports.TokenStore` on the table."""

    client: Any
    table_name: str
    skip: Skip = refuse

    @property
    def _table(self) -> EscalationTable:
        return EscalationTable(self.client, self.table_name)

    def create_escalation(self, escalation: Escalation, change: Change) -> Escalation:
        """Put its line in the list of open ones, then the escalation: a crash between the two
        leaves a line without an escalation, and never an escalation without a line. 1 write unit,
        and 3 per started KB."""
        self._table.call("put_item", Item=to_wire(open_entry_to_item(escalation)))
        item = to_wire(escalation_to_item(escalation, change))
        taken = self._table.write(
            "put_item", Item=item, ConditionExpression="attribute_not_exists(pk)"
        )
        return escalation if taken is None else escalation_from_item(taken)

    def get_escalation(self, tenant: str, escalation_id: str) -> Escalation | None:
        """Read the escalation strongly consistent: 1 read unit per started 4 KB."""
        item = self._table.get(escalation_key(tenant, escalation_id))
        return escalation_from_item(item) if item else None

    def list_escalations(
        self, tenant: str, state: State | None, limit: int, after: Position | None
    ) -> tuple[list[Escalation], Position | None]:
        """Query gsi1 or gsi2 once."""
        index = "gsi2" if state else "gsi1"
        request = page_request(index, list_partition(tenant, state), limit)
        if after is not None:
            request = next_page_request(request, after, escalation_key(tenant, after.note_id))
        answer = self._table.call("query", **request)
        return read_page(request, answer, escalation_from_item, self.skip)

    def record_decision(self, decided: Escalation, change: Change) -> Escalation:
        """Set the decision; the same one may be stored by an earlier attempt of the SDK."""
        if decided.decision is None:
            raise TypeError("a decision is recorded, not its absence")
        standing = self._table.write(
            "update_item",
            Key=to_wire(escalation_key(decided.tenant, decided.escalation_id)),
            # Its state is the same yet, and so are the time and the event of that state.
            UpdateExpression="SET decision = :decision, changed_by = :by, request_id = :request"
            + (", traceparent = :trace" if change.traceparent else ""),
            ConditionExpression=WAITS_UNDECIDED,
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues=to_wire(
                {
                    ":decision": decision_to_item(decided.decision),
                    ":by": change.actor.user_id,
                    ":request": change.request_id,
                    ":trace": change.traceparent,
                    ":waiting": "waiting",
                }
            ),
        )
        return decided if standing is None else escalation_from_item(standing)

    def name_notes(self, tenant: str, escalation_id: str, note_ids: Sequence[str]) -> None:
        """Set the notes of one that is deciding."""
        standing = self._table.write(
            "update_item",
            Key=to_wire(escalation_key(tenant, escalation_id)),
            UpdateExpression="SET note_ids = :note_ids",
            ConditionExpression="#state = :deciding",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues=to_wire(
                {":note_ids": list(note_ids), ":deciding": "deciding"}
            ),
        )
        if standing is not None:
            raise EscalationSettled("The escalation is past its check.")

    def await_decision(
        self, request: DecisionRequest, token: SealedToken, at: datetime
    ) -> Escalation | None:
        """Change the state and put the token in one transaction: twice the units."""
        tenant, escalation_id = request.tenant, request.escalation_id
        values = {
            ":state": "waiting",
            ":deciding": "deciding",
            ":waiting": "waiting",
            ":gsi2pk": list_partition(tenant, "waiting"),
            ":opinions": opinions_to_text(request.opinions),
            ":at": to_time_text(at),
            ":version": 2,
        }
        standing = self._table.transact(
            {
                "Update": {
                    "Key": to_wire(escalation_key(tenant, escalation_id)),
                    "UpdateExpression": "SET #state = :state, gsi2pk = :gsi2pk,"
                    " opinions = :opinions, updated_at = :at, version = :version",
                    "ConditionExpression": MAY_WAIT,
                    "ExpressionAttributeNames": {"#state": "state"},
                    "ExpressionAttributeValues": to_wire(values),
                }
            },
            {"Put": {"Item": to_wire(token_to_item(tenant, escalation_id, token))}},
        )
        return None if standing is None else escalation_from_item(standing)

    def fail_escalation(self, escalation: Escalation, error: str, at: datetime) -> bool:
        """Change the state, and take all marks away, in one transaction: twice the units."""
        tenant, escalation_id = escalation.tenant, escalation.escalation_id
        values = {
            ":state": "failed",
            ":deciding": "deciding",
            ":waiting": "waiting",
            ":gsi2pk": list_partition(tenant, "failed"),
            ":failure": error,
            ":at": to_time_text(at),
            ":one": 1,
        }
        marks = [
            {"Delete": {"Key": to_wire(note_key(tenant, note_id) | _mark(escalation_id))}}
            for note_id in escalation.note_ids
        ]
        standing = self._table.transact(
            {
                "Update": {
                    "Key": to_wire(escalation_key(tenant, escalation_id)),
                    "UpdateExpression": "SET #state = :state, gsi2pk = :gsi2pk, failure = :failure,"
                    " updated_at = :at ADD version :one",
                    "ConditionExpression": OPEN,
                    "ExpressionAttributeNames": {"#state": "state"},
                    "ExpressionAttributeValues": to_wire(values),
                }
            },
            {"Delete": {"Key": to_wire(token_key(tenant, escalation_id))}},
            *marks,
        )
        return standing is None

    def list_open(self) -> Iterator[OpenEntry]:
        """Query the list's partition page by page: 0.5 read units per started 4 KB."""
        request = {
            "KeyConditionExpression": "pk = :partition",
            "ExpressionAttributeValues": to_wire({":partition": OPEN_PARTITION}),
        }
        start: dict[str, Any] = {}
        while True:
            answer = self._table.call("query", **request, **start)
            for item in answer["Items"]:
                yield open_entry_from_item(from_wire(item))
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def forget_open(self, tenant: str, escalation_id: str) -> None:
        """Delete its line: 1 write unit."""
        self._table.call("delete_item", Key=to_wire(open_key(tenant, escalation_id)))

    def get_token(self, tenant: str, escalation_id: str) -> SealedToken | None:
        """Read the token strongly consistent: 1 read unit."""
        item = self._table.get(token_key(tenant, escalation_id))
        return token_from_item(item) if item else None

    def delete_token(self, tenant: str, escalation_id: str) -> None:
        """Delete the token: 1 write unit."""
        self._table.call("delete_item", Key=to_wire(token_key(tenant, escalation_id)))


def _mark(escalation_id: str) -> Item:
    return {"sk": mark_sort_key(escalation_id)}
