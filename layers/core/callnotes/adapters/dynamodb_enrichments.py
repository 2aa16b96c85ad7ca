"""Enrichments beside their notes in DynamoDB, and the counts of each day's notes.

The first enrichment of a note and its day's counts are one transaction, so that a note counts
once, however often and in whatever order its events come. A later one is a plain write.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import TRIES, back_off, calling, error_code
from callnotes.adapters.note_items import Item, from_wire, note_key, to_wire
from callnotes.domain.enrichment import Enrichment, Findings, counters_of, end_of_counts
from callnotes.domain.errors import Unavailable

NOT_MET = "ConditionalCheckFailed"
PASSING = {"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"}
UNCOUNTED = "attribute_not_exists(pk) OR (#version < :version AND attribute_not_exists(counted_on))"
COUNTED = "#version < :version AND counted_on = :counted_on"


def enrichment_key(tenant: str, note_id: str) -> Item:
    """Return the primary key of a note's enrichment."""
    return note_key(tenant, note_id) | {"sk": "ENRICHMENT"}


def day_key(tenant: str, day: str) -> Item:
    """Return the primary key of the counts of a day."""
    return {"pk": f"TENANT#{tenant}#DAY#{day}", "sk": "NOTES"}


@dataclass(frozen=True)
class DynamoDBEnrichments:
    """`ports.EnrichmentStore` on the table."""

    client: Any
    table_name: str

    def get_enrichment(self, tenant: str, note_id: str) -> Enrichment | None:
        """Read it strongly consistent: 1 read unit."""
        with calling("enrichment store"):
            answer = self.client.get_item(
                TableName=self.table_name,
                Key=to_wire(enrichment_key(tenant, note_id)),
                ConsistentRead=True,
            )
        return _from_item(from_wire(answer["Item"])) if "Item" in answer else None

    def put_enrichment(self, enrichment: Enrichment, former: Enrichment | None) -> bool:
        """Put it: 1 write unit; with the day's counts 4."""
        put = self._make_put(enrichment, former.counted_on if former else None)
        counts = enrichment.counted_on is not None and not (former and former.counted_on)
        return self._count(put, enrichment) if counts else self._put(put)

    def _make_put(self, enrichment: Enrichment, counted_on: str | None) -> dict[str, Any]:
        values = {":version": enrichment.version, ":counted_on": counted_on}
        return {
            "TableName": self.table_name,
            "Item": to_wire(_to_item(enrichment)),
            "ConditionExpression": COUNTED if counted_on else UNCOUNTED,
            "ExpressionAttributeNames": {"#version": "version"},
            "ExpressionAttributeValues": to_wire(values),
        }

    def _put(self, put: dict[str, Any]) -> bool:
        try:
            with calling("enrichment store"):
                self.client.put_item(**put)
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def _count(self, put: dict[str, Any], enrichment: Enrichment) -> bool:
        """Put and count in one transaction; notes of one day may meet in its counts."""
        writes = [
            {"Put": put},
            {"Update": _make_count(enrichment) | {"TableName": self.table_name}},
        ]
        for attempt in range(1, TRIES + 1):
            reasons = self._transact(writes)
            if reasons is None:
                return True
            if reasons[0].get("Code") == NOT_MET:
                return False
            if attempt < TRIES:
                back_off(attempt)
        raise Unavailable("Many notes of this day are counted right now.")

    def _transact(self, writes: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """Return None when written, else for each write why it was refused."""
        try:
            with calling("enrichment store"):
                self.client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            answer: Any = error.response
            reasons: list[dict[str, Any]] = answer.get("CancellationReasons") or [{}]
            if {reason.get("Code") for reason in reasons} <= {"None", NOT_MET, *PASSING}:
                return reasons
            raise
        return None


def _make_count(enrichment: Enrichment) -> dict[str, Any]:
    if enrichment.counted_on is None or enrichment.findings is None:
        raise TypeError("a note that counts has a day and findings")
    counters = counters_of(enrichment.findings)
    expires_at = int(end_of_counts(enrichment.counted_on).timestamp())
    values = {
        ":one": 1,
        ":entity": "day_counts",
        ":tenant": enrichment.tenant,
        ":day": enrichment.counted_on,
        ":expires_at": expires_at,
    }
    return {
        "Key": to_wire(day_key(enrichment.tenant, enrichment.counted_on)),
        "UpdateExpression": f"ADD {', '.join(f'{name} :one' for name in counters)}"
        " SET entity = :entity, tenant = :tenant, #day = :day, expires_at = :expires_at",
        "ExpressionAttributeNames": {"#day": "day"},
        "ExpressionAttributeValues": to_wire(values),
    }


def _to_item(enrichment: Enrichment) -> Item:
    expires_at = enrichment.expires_at
    return {
        **enrichment_key(enrichment.tenant, enrichment.note_id),
        "entity": "note_enrichment",
        "tenant": enrichment.tenant,
        "note_id": enrichment.note_id,
        "version": enrichment.version,
        "counted_on": enrichment.counted_on,
        "expires_at": int(expires_at.timestamp()) if expires_at else None,
        **(_findings_to_item(enrichment.findings) if enrichment.findings else {}),
    }


def _findings_to_item(findings: Findings) -> Item:
    sentiment = findings.sentiment
    return {
        "language": findings.language,
        "sentiment": None if sentiment is None else Decimal(str(sentiment)),
        "tone": findings.tone,
        "tier": findings.tier,
        "open_bookings": findings.open_bookings,
        "errors": dict(findings.errors),
    }


def _from_item(item: Item) -> Enrichment:
    expires_at = item.get("expires_at")
    return Enrichment(
        note_id=item["note_id"],
        tenant=item["tenant"],
        version=int(item["version"]),
        # An enrichment without findings has no errors either.
        findings=_findings_from_item(item) if "errors" in item else None,
        counted_on=item.get("counted_on"),
        expires_at=datetime.fromtimestamp(int(expires_at), UTC) if expires_at else None,
    )


def _findings_from_item(item: Item) -> Findings:
    sentiment, bookings = item.get("sentiment"), item.get("open_bookings")
    return Findings(
        language=item.get("language"),
        sentiment=None if sentiment is None else float(sentiment),
        tier=item.get("tier"),
        open_bookings=None if bookings is None else int(bookings),
        errors=item["errors"],
    )
