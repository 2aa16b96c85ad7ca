"""The contract of `ports.AuditTrail`, which the fake and the adapter pass."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.s3_audit import S3AuditTrail, audit_key
from callnotes.domain.events import AnyEvent, parse_event
from callnotes.ports.events import AuditTrail
from tests.builders import make_event, make_note
from tests.cloud import Cloud
from tests.fakes.audit import InMemoryAudit


@dataclass(frozen=True)
class World:
    audit: AuditTrail
    recorded: Callable[[AnyEvent], AnyEvent]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud.resources["AuditBucket"])


def make_fake() -> World:
    fake = InMemoryAudit()
    return World(fake, lambda event: fake.events[event.id])


def make_adapter(bucket: str) -> World:
    client = make_client("s3")

    def recorded(event: AnyEvent) -> AnyEvent:
        answer = client.get_object(Bucket=bucket, Key=audit_key(event.tenant, event.time, event.id))
        return parse_event(answer["Body"].read())

    return World(S3AuditTrail(client, bucket), recorded)


def test_an_event_is_recorded_as_it_is(world: World) -> None:
    event = make_event()
    world.audit.record_event(event)
    assert world.recorded(event) == event


def test_a_first_record_is_reported_as_new(world: World) -> None:
    assert world.audit.record_event(make_event()) is True


def test_a_duplicate_event_is_reported_as_already_recorded(world: World) -> None:
    note = make_note()
    world.audit.record_event(make_event(note))
    assert world.audit.record_event(make_event(note)) is False


def test_what_is_recorded_never_changes(world: World) -> None:
    note = make_note()
    first = make_event(note, actor="first")
    world.audit.record_event(first)
    world.audit.record_event(make_event(note, actor="second"))
    assert world.recorded(first) == first
