"""`callnotes redrive` on the stack: parked, repaired, redriven, consumed once."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from callnotes.domain.events import AnyEvent, NoteCreated, NoteData
from callnotes_local.observe.queues import read_failed, read_wiring
from callnotes_local.observe.redrive import move_messages, redrive
from tests.stack.faulty import wait_until_empty
from tests.stack.permissions import without_permission
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import audit_keys, consumed, send_events, wait_for_audit

QUEUE, DEAD = "RecordAuditQueue", "RecordAuditDeadLetterQueue"


class KilledError(Exception):
    """The redrive ends between sending and deleting."""


def make_event(tenant: str) -> AnyEvent:
    note_id = uuid4().hex[:26]
    return NoteCreated(
        id=f"{note_id}.1",
        subject=note_id,
        time=datetime.now(UTC),
        tenant=tenant,
        actor="somebody",
        correlationid=str(uuid4()),
        data=NoteData(note_id=note_id, version=1),
    )


@pytest.fixture(autouse=True)
def _settled(stack: Stack) -> None:
    """Whatever was written before is consumed: nothing else fails while record_audit does."""
    tenant = stack.new_tenant()
    stack.new_agent(tenant).create_note()
    wait_for_audit(stack, tenant, 1)
    wait_until_empty(stack, stack.output(f"{QUEUE}Url"))
    assert redrive(stack.cloud, DEAD, None, dry_run=True).moved == 0


def park_events(stack: Stack, events: list[AnyEvent]) -> None:
    """Let record_audit fail on the events until they are in its dead-letter queue."""
    with (
        without_permission(stack, "record_audit", "s3:PutObject"),
        stack.visible_after(f"{QUEUE}Url", 1),
    ):
        send_events(stack, f"{QUEUE}Url", events)
        eventually(lambda: count_dead(stack) == len(events), 30)


def count_dead(stack: Stack) -> int:
    """How many messages of the dead-letter queue are visible."""
    found = stack.clients.sqs.get_queue_attributes(
        QueueUrl=stack.output(f"{DEAD}Url"), AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(found["Attributes"]["ApproximateNumberOfMessages"])


def test_given_a_repaired_consumer_when_redriven_then_each_event_is_consumed_once(
    stack: Stack, tenant: str
) -> None:
    events = [make_event(tenant) for _ in range(3)]
    park_events(stack, events)

    failed = {item["event_id"]: item for item in read_failed(stack.cloud, read_wiring(stack.cloud))}
    assert {event.id for event in events} <= failed.keys()
    found = failed[events[0].id]
    assert (found["queue"], found["error"]) == (DEAD, "AccessDenied")
    assert found["receive_count"] >= 5

    asked = redrive(stack.cloud, DEAD, None, dry_run=True)
    assert (asked.moved, asked.left, count_dead(stack)) == (3, 0, 3)
    assert redrive(stack.cloud, DEAD, 1, dry_run=False).left == 2
    assert redrive(stack.cloud, DEAD, None, dry_run=False).moved == 2

    keys = wait_for_audit(stack, tenant, 3)
    assert len(keys) == len(set(keys)) == 3
    for event in events:
        assert len(eventually(lambda e=event: consumed(stack, "record_audit", e.id))) == 1  # type: ignore[misc]
    assert redrive(stack.cloud, DEAD, None, dry_run=False).moved == count_dead(stack) == 0


def test_given_a_kill_between_send_and_delete_when_redriven_again_then_one_effect(
    stack: Stack, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make_event(tenant)
    park_events(stack, [event])
    sqs, dead, source = (stack.clients.sqs, *(stack.output(f"{q}Url") for q in (DEAD, QUEUE)))

    def kill(**_: str) -> None:
        raise KilledError

    with monkeypatch.context() as killed:
        killed.setattr(sqs, "delete_message", kill)
        with pytest.raises(KilledError):
            move_messages(sqs, dead, source, 1)
    wait_for_audit(stack, tenant, 1)
    # What the killed process held is visible again.
    eventually(lambda: count_dead(stack) == 1, 40)
    assert redrive(stack.cloud, DEAD, None, dry_run=False).moved == 1

    outcomes = eventually(
        lambda: [e["outcome"] for e in consumed(stack, "record_audit", event.id)][1:]
    )
    assert outcomes == ["already recorded"]
    assert len(audit_keys(stack, tenant)) == 1
