"""The search projection in DynamoDB, beside the note it describes."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.adapters.note_items import Item, note_key, to_wire
from callnotes.domain.index import IndexEntry


def index_key(tenant: str, note_id: str) -> Item:
    """Return the primary key of a note's projection."""
    return note_key(tenant, note_id) | {"sk": "INDEX"}


@dataclass(frozen=True)
class DynamoDBIndex:
    """`ports.NoteIndex` on the table."""

    client: Any
    table_name: str

    def put_entry(self, entry: IndexEntry) -> bool:
        """Put the entry over an older version only: 1 write unit per started KB."""
        try:
            with calling("note index"):
                self.client.put_item(
                    TableName=self.table_name,
                    Item=to_wire(_entry_to_item(entry)),
                    ConditionExpression="attribute_not_exists(pk) OR #version < :version",
                    ExpressionAttributeNames={"#version": "version"},
                    ExpressionAttributeValues=to_wire({":version": entry.version}),
                )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True


def _entry_to_item(entry: IndexEntry) -> Item:
    return {
        **index_key(entry.tenant, entry.note_id),
        "entity": "note_index",
        "tenant": entry.tenant,
        "note_id": entry.note_id,
        "version": entry.version,
        "text": entry.text,
        "created_by": entry.created_by,
        "customer_id": entry.customer_id,
        "expires_at": int(entry.expires_at.timestamp()) if entry.expires_at else None,
    }
