"""Records of the table's stream as events.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
"""

from collections.abc import Mapping
from typing import Any

from callnotes.adapters.customer_items import customer_from_item
from callnotes.adapters.escalation_items import escalation_from_item
from callnotes.adapters.note_items import from_wire, state_from_item
from callnotes.domain.events import AnyEvent, event_of, event_of_customer, event_of_escalation
from callnotes.domain.publication import StreamRecord


def read_stream_record(record: Mapping[str, Any]) -> StreamRecord:
    """Read one record; one that cannot be read has a problem instead of an event."""
    ids = str(record.get("eventID")), _sequence_number(record)
    try:
        return StreamRecord(*ids, _keys(record), _event(record))
    except Exception as error:  # noqa: BLE001 - no malformed record may block its shard
        return StreamRecord(*ids, _keys_or_none(record), None, _describe(error))


def _sequence_number(record: Mapping[str, Any]) -> str:
    # Without a sequence number Lambda would treat the whole batch as failed.
    change = record.get("dynamodb")
    return str(change.get("SequenceNumber", "")) if isinstance(change, Mapping) else ""


def _event(record: Mapping[str, Any]) -> AnyEvent:
    item = from_wire(record["dynamodb"]["NewImage"])
    proof = item["changed_by"], item["request_id"], item.get("traceparent")
    if item.get("entity") == "customer":
        return event_of_customer(customer_from_item(item), *proof)
    if item.get("entity") == "escalation":
        return event_of_escalation(escalation_from_item(item), *proof)
    return event_of(state_from_item(item), *proof)


def _keys(record: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in from_wire(record["dynamodb"]["Keys"]).items()}


def _keys_or_none(record: Mapping[str, Any]) -> dict[str, str]:
    try:
        return _keys(record)
    except Exception:  # noqa: BLE001 - as above
        return {}


def _describe(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"the item has no {error.args[0]}"
    return f"the item cannot be read: {type(error).__name__}"
