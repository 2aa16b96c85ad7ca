"""The call succeeded and its response was lost; the SDK retries by itself."""

import pytest

from callnotes.domain.events import parse_event
from tests.adapters.test_event_publisher import (
    event_on_bus,
    make_ruled_bus,
    make_subscribed_topic,
)
from tests.builders import make_event, make_note
from tests.cloud import Cloud
from tests.faults.desk import Desk
from tests.faults.messages import (
    audit_versions,
    batch_of,
    failed_messages,
    indexed_version,
    records_of,
    store_note,
)
from tests.faults.rules import Faults, Rule

# No reply at all, or the error of somebody in between.
every_loss = pytest.mark.parametrize("status", [0, 500])
every_count = pytest.mark.parametrize("times", [1, 2])


@every_loss
@every_count
def test_a_note_whose_response_was_lost_is_created(
    desk: Desk, faults: Faults, status: int, times: int
) -> None:
    faults.add(Rule("dynamodb", "PutItem", "error_after", times, status=status))
    assert desk.create().status == 201


@every_loss
@every_count
def test_a_note_whose_response_was_lost_exists_once(
    desk: Desk, faults: Faults, status: int, times: int
) -> None:
    faults.add(Rule("dynamodb", "PutItem", "error_after", times, status=status))
    note = desk.create(key="k").body
    assert desk.notes() == [note]


@every_loss
@every_count
def test_an_update_whose_response_was_lost_succeeds(
    desk: Desk, faults: Faults, status: int, times: int
) -> None:
    note_id = desk.given_note()
    faults.add(Rule("dynamodb", "UpdateItem", "error_after", times, status=status))
    answer = desk.update(note_id, 1, title="New")
    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')


@every_loss
@every_count
def test_an_update_whose_response_was_lost_is_done_once(
    desk: Desk, faults: Faults, status: int, times: int
) -> None:
    note_id = desk.given_note()
    faults.add(Rule("dynamodb", "UpdateItem", "error_after", times, status=status))
    desk.update(note_id, 1, title="New")
    standing = desk.get(note_id).body
    assert (standing["title"], standing["version"]) == ("New", 2)


@every_loss
@every_count
def test_a_deletion_whose_response_was_lost_succeeds(
    desk: Desk, faults: Faults, status: int, times: int
) -> None:
    note_id = desk.given_note()
    faults.add(Rule("dynamodb", "UpdateItem", "error_after", times, status=status))
    assert desk.delete(note_id, 1).status == 204


@every_loss
@every_count
@pytest.mark.parametrize(
    ("operation", "number"), [("UpdateItem", None), ("TransactWriteItems", "+821055500101")]
)
def test_a_customers_update_whose_reply_was_lost_is_answered_as_done(
    desk: Desk, faults: Faults, status: int, times: int, operation: str, number: str | None
) -> None:
    faults.add(Rule("dynamodb", operation, "error_after", times, status=status))
    answer = desk.update_customer(1, name="New", phone_number=number)
    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    assert desk.get_customer().body == answer.body
    assert not number or desk.list_customers(number).body["items"] == [answer.body]


def test_after_a_lost_response_another_customers_number_is_a_conflict(
    desk: Desk, faults: Faults
) -> None:
    desk.given_customer("another", "+821055500102")
    rule = faults.add(Rule("dynamodb", "TransactWriteItems", "error_before", status=0))
    answer = desk.update_customer(1, phone_number="+821055500102")
    assert (rule.fired, answer.status) == (1, 409)


@every_loss
def test_a_note_whose_every_response_was_lost_is_found_by_its_key(
    desk: Desk, faults: Faults, status: int
) -> None:
    faults.add(Rule("dynamodb", "PutItem", "error_after", times=3, status=status))
    first = desk.create(key="k")
    second = desk.create(key="k")
    assert (first.status, second.status, len(desk.notes())) == (503, 201, 1)


def test_after_a_lost_response_another_users_update_is_a_412(desk: Desk, faults: Faults) -> None:
    note_id = desk.given_note()
    rule = faults.add(Rule("dynamodb", "UpdateItem", "error_before", status=0))
    desk.update(note_id, 1, title="First")
    assert (rule.fired, desk.update(note_id, 1, title="Second").status) == (1, 412)


@every_loss
def test_a_note_is_indexed_though_the_response_was_lost(
    cloud: Cloud, faults: Faults, status: int
) -> None:
    note = make_note()
    store_note(cloud, note)
    faults.add(Rule("dynamodb", "PutItem", "error_after", status=status))
    answer = cloud.invoke("index_note", batch_of(make_event(note)))
    assert (failed_messages(answer), indexed_version(cloud, note)) == ([], 1)


@every_loss
def test_an_event_is_audited_once_though_the_response_was_lost(
    cloud: Cloud, faults: Faults, status: int
) -> None:
    event = make_event()
    faults.add(Rule("s3", "PutObject", "error_after", status=status))
    answer = cloud.invoke("record_audit", batch_of(event))
    assert (failed_messages(answer), audit_versions(cloud, event)) == ([], 1)


@every_loss
def test_an_event_published_twice_is_the_same_event(
    cloud: Cloud, faults: Faults, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    topic, queue = make_subscribed_topic()
    monkeypatch.setitem(cloud.resources, "EventsTopic", topic)
    faults.add(Rule("sns", "PublishBatch", "error_after", status=status))
    cloud.invoke("publish_events", records_of(make_note()))
    first, second = map(parse_event, cloud.receive_all(queue))
    assert first == second


@every_loss
def test_an_event_put_on_the_bus_twice_is_the_same_event(
    cloud: Cloud, faults: Faults, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    bus, queue = make_ruled_bus()
    monkeypatch.setitem(cloud.resources, "EventBus", bus)
    faults.add(Rule("eventbridge", "PutEvents", "error_after", status=status))
    cloud.invoke("publish_events", records_of(make_note()))
    first, second = map(event_on_bus, cloud.receive_all(queue))
    assert first == second
