"""Where and how audit objects are kept."""

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.clients import make_client
from callnotes.adapters.s3_audit import S3AuditTrail, audit_key
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import NoteEvent
from tests.builders import make_actor, make_event, make_note
from tests.cloud import Cloud
from tests.faults.rules import Faults, refused

NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


def key_of(event: NoteEvent) -> str:
    return audit_key(event.tenant, event.time, event.id)


@pytest.fixture
def audit(cloud: Cloud) -> S3AuditTrail:
    return S3AuditTrail(make_client("s3"), cloud.resources["AuditBucket"])


def test_a_key_leads_by_tenant_and_day_to_the_event() -> None:
    note = make_note(actor=make_actor("meridian"), note_id="a" * 26, at=NEW_YEARS_EVE)
    assert key_of(make_event(note)) == f"audit/meridian/2026/12/31/{'a' * 26}.1.json"


def test_an_object_has_the_content_type_of_a_cloudevent(audit: S3AuditTrail) -> None:
    event = make_event()
    audit.record_event(event)
    head = make_client("s3").head_object(Bucket=audit.bucket_name, Key=key_of(event))
    assert head["ContentType"] == "application/cloudevents+json"


def test_an_object_holds_the_required_attributes_of_a_cloudevent(audit: S3AuditTrail) -> None:
    event = make_event()
    audit.record_event(event)
    answer = make_client("s3").get_object(Bucket=audit.bucket_name, Key=key_of(event))
    assert {"specversion", "id", "source", "type"} <= set(json.loads(answer["Body"].read()))


def test_another_delivery_writing_at_the_same_moment_is_tried_again_later(
    faults: Faults, audit: S3AuditTrail
) -> None:
    faults.add(refused("s3", "PutObject", "ConditionalRequestConflict", status=409))
    with pytest.raises(Unavailable):
        audit.record_event(make_event())


def test_an_unexpected_error_of_s3_is_raised(faults: Faults, audit: S3AuditTrail) -> None:
    faults.add(refused("s3", "PutObject", "AccessDenied", status=403))
    with pytest.raises(ClientError, match="AccessDenied"):
        audit.record_event(make_event())
