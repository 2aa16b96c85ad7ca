"""Which escalations supervisors were reminded of, in DynamoDB.

An item of its own beside the escalation: a change of the escalation would be an event again.
"""

from dataclasses import dataclass
from typing import Any

from callnotes.adapters.escalation_items import reminded_key
from callnotes.adapters.escalation_table import EscalationTable
from callnotes.adapters.note_items import Item, to_wire
from callnotes.domain.escalation import Reminder


@dataclass(frozen=True)
class DynamoDBReminderMarks:
    """`ports.ReminderMarks` on the table."""

    client: Any
    table_name: str

    @property
    def _table(self) -> EscalationTable:
        return EscalationTable(self.client, self.table_name)

    def is_marked(self, reminder: Reminder) -> bool:
        """Read the mark strongly consistent: 1 read unit."""
        return self._table.get(_key_of(reminder)) is not None

    def mark(self, reminder: Reminder) -> None:
        """Put the mark: 1 write unit; TTL deletes it after the deadline."""
        item = _key_of(reminder) | {
            "entity": "reminder_mark",
            "expires_at": int(reminder.deadline.timestamp()),
        }
        self._table.call("put_item", Item=to_wire(item))


def _key_of(reminder: Reminder) -> Item:
    return reminded_key(reminder.tenant, reminder.escalation_id)
