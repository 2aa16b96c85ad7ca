"""The contract of `ports.EnrichmentStore`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.clients import TRIES, make_client
from callnotes.adapters.dynamodb_enrichments import DynamoDBEnrichments, day_key
from callnotes.adapters.note_items import from_wire, to_wire
from callnotes.domain.enrichment import Enrichment, Findings, end_of_counts
from callnotes.domain.errors import Unavailable
from callnotes.ports.enrichments import EnrichmentStore
from tests.builders import later, unique
from tests.cloud import Cloud
from tests.fakes.enrichments import InMemoryEnrichments
from tests.faults.rules import ALWAYS, Faults, Rule

DAY = "2026-03-01"
FOUND = Findings("ko", 0.75, "premium", 2)
PARTLY = Findings(tier="standard", open_bookings=0, errors={"sentiment": "States.Timeout"})


@dataclass(frozen=True)
class World:
    """`counts` returns the counts of a tenant's day."""

    store: EnrichmentStore
    counts: Callable[[str], Counter[str]]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud.resources["Table"])


def make_fake() -> World:
    fake = InMemoryEnrichments()
    return World(fake, lambda tenant: fake.counts.get((tenant, DAY), Counter()))


def make_adapter(table: str) -> World:
    def counts(tenant: str) -> Counter[str]:
        item = read_day(table, tenant)
        return Counter(
            {k: int(v) for k, v in item.items() if k.startswith(("notes", "lang", "to"))}
        )

    return World(DynamoDBEnrichments(make_client("dynamodb"), table), counts)


def read_day(table: str, tenant: str) -> dict[str, Any]:
    key = to_wire(day_key(tenant, DAY))
    return from_wire(make_client("dynamodb").get_item(TableName=table, Key=key).get("Item", {}))


def make_enrichment(findings: Findings | None = FOUND, version: int = 1) -> Enrichment:
    return Enrichment("n" * 26, unique("tenant"), version, findings, DAY)


def read(world: World, enrichment: Enrichment) -> Enrichment | None:
    return world.store.get_enrichment(enrichment.tenant, enrichment.note_id)


def test_a_note_without_enrichment_has_none(world: World) -> None:
    assert world.store.get_enrichment(unique("tenant"), "n1") is None


@pytest.mark.parametrize("findings", [FOUND, PARTLY], ids=["whole", "in part"])
def test_what_is_put_is_read(world: World, findings: Findings) -> None:
    enrichment = make_enrichment(findings)
    assert world.store.put_enrichment(enrichment, None) is True
    assert read(world, enrichment) == enrichment


def test_the_first_findings_count(world: World) -> None:
    enrichment = make_enrichment()
    world.store.put_enrichment(enrichment, None)
    expected = Counter(notes=1, language_ko=1, tone_negative=1)
    assert world.counts(enrichment.tenant) == expected


def test_two_notes_of_a_day_are_counted_together(world: World) -> None:
    first = make_enrichment()
    second = replace(first, note_id="m" * 26, findings=PARTLY)
    for enrichment in (first, second):
        world.store.put_enrichment(enrichment, None)
    counted = world.counts(first.tenant)
    assert (counted["notes"], counted["language_ko"], counted["language_unknown"]) == (2, 1, 1)


def test_a_newer_version_replaces_an_older_one_and_does_not_count(world: World) -> None:
    first = make_enrichment()
    world.store.put_enrichment(first, None)
    newer = replace(first, version=10, findings=PARTLY)
    assert world.store.put_enrichment(newer, first) is True
    assert read(world, first) == newer
    assert world.counts(first.tenant)["notes"] == 1


@pytest.mark.parametrize("version", [1, 2], ids=["older", "same"])
@pytest.mark.parametrize("known", ["known", "unknown"])
def test_a_version_that_is_not_newer_changes_nothing(
    world: World, version: int, known: str
) -> None:
    standing = make_enrichment(version=2)
    world.store.put_enrichment(standing, None)
    late = replace(standing, version=version, findings=PARTLY)
    assert world.store.put_enrichment(late, standing if known == "known" else None) is False
    assert (read(world, standing), world.counts(standing.tenant)["notes"]) == (standing, 1)


def test_a_newer_version_that_overlooks_the_count_is_not_put(world: World) -> None:
    first = make_enrichment()
    world.store.put_enrichment(first, None)
    assert world.store.put_enrichment(replace(first, version=2), None) is False
    assert world.counts(first.tenant)["notes"] == 1


def test_a_former_one_that_is_gone_is_no_ground_to_skip_the_count(world: World) -> None:
    first = make_enrichment()
    assert world.store.put_enrichment(replace(first, version=2), first) is False
    assert read(world, first) is None


def test_one_without_findings_that_never_counted_counts_at_its_first_findings(
    world: World,
) -> None:
    empty = replace(make_enrichment(None), counted_on=None)
    world.store.put_enrichment(empty, None)
    found = replace(empty, version=2, findings=FOUND, counted_on=DAY)
    assert world.store.put_enrichment(found, empty) is True
    assert world.counts(empty.tenant)["notes"] == 1


def test_a_deletion_takes_the_findings_away(world: World) -> None:
    first = make_enrichment()
    world.store.put_enrichment(first, None)
    gone = replace(first, version=2, findings=None, expires_at=later(60).replace(microsecond=0))
    world.store.put_enrichment(gone, first)
    assert read(world, first) == gone


def test_counts_expire(cloud: Cloud) -> None:
    table = cloud.resources["Table"]
    enrichment = make_enrichment()
    make_adapter(table).store.put_enrichment(enrichment, None)
    day = read_day(table, enrichment.tenant)
    assert day["expires_at"] == end_of_counts(DAY).timestamp()
    assert (day["entity"], day["tenant"], day["day"]) == ("day_counts", enrichment.tenant, DAY)


def test_a_response_that_is_lost_counts_once(cloud: Cloud, faults: Faults) -> None:
    world = make_adapter(cloud.resources["Table"])
    enrichment = make_enrichment()
    faults.add(Rule("dynamodb", "TransactWriteItems", "error_after", times=TRIES))
    with pytest.raises(Unavailable):
        world.store.put_enrichment(enrichment, None)
    assert world.store.put_enrichment(enrichment, None) is False
    assert world.counts(enrichment.tenant)["notes"] == 1


def conflicting(monkeypatch: pytest.MonkeyPatch, times: int, code: str) -> DynamoDBEnrichments:
    """A store whose first transactions are cancelled because another one holds the day."""
    store = DynamoDBEnrichments(make_client("dynamodb"), "Table")
    transact, left = store.client.transact_write_items, [times]

    def cancel(**request: object) -> object:
        if not left[0]:
            return transact(**request)
        left[0] -= 1
        response: Any = {
            "Error": {"Code": "TransactionCanceledException", "Message": ""},
            "ResponseMetadata": {"HTTPStatusCode": 400},
            "CancellationReasons": [{"Code": "None"}, {"Code": code}],
        }
        raise ClientError(response, "TransactWriteItems")

    monkeypatch.setattr(store.client, "transact_write_items", cancel)
    return store


@pytest.mark.usefixtures("cloud")
def test_two_notes_that_meet_in_a_days_counts_both_count(monkeypatch: pytest.MonkeyPatch) -> None:
    store = conflicting(monkeypatch, TRIES - 1, "TransactionConflict")
    assert store.put_enrichment(make_enrichment(), None) is True


@pytest.mark.usefixtures("cloud")
def test_a_day_that_is_held_too_long_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    store = conflicting(monkeypatch, TRIES, "TransactionConflict")
    with pytest.raises(Unavailable):
        store.put_enrichment(make_enrichment(), None)


@pytest.mark.usefixtures("cloud")
def test_a_malformed_write_is_no_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    store = conflicting(monkeypatch, 1, "ValidationError")
    with pytest.raises(ClientError):
        store.put_enrichment(make_enrichment(), None)


@pytest.mark.parametrize("operation", ["PutItem", "TransactWriteItems"])
def test_a_missing_permission_is_not_taken_for_one_that_stands(
    cloud: Cloud, faults: Faults, operation: str
) -> None:
    store = make_adapter(cloud.resources["Table"]).store
    faults.add(
        Rule(
            "dynamodb",
            operation,
            "error_before",
            times=ALWAYS,
            status=400,
            code="AccessDeniedException",
        )
    )
    former = make_enrichment() if operation == "PutItem" else None
    with pytest.raises(ClientError):
        store.put_enrichment(make_enrichment(version=2), former)


def test_a_count_without_findings_is_a_mistake_of_the_code(cloud: Cloud) -> None:
    with pytest.raises(TypeError):
        make_adapter(cloud.resources["Table"]).store.put_enrichment(make_enrichment(None), None)


def test_a_store_that_is_away_is_unavailable(cloud: Cloud, faults: Faults) -> None:
    faults.add(Rule("dynamodb", "GetItem", "drop", times=ALWAYS))
    with pytest.raises(Unavailable):
        make_adapter(cloud.resources["Table"]).store.get_enrichment("hanbit", "n1")
