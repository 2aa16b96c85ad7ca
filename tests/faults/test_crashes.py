"""The process ends between effect and response, and the message or request is retried."""

import pytest

from tests.builders import make_event, make_note
from tests.cloud import Cloud
from tests.faults.desk import Desk
from tests.faults.messages import (
    audit_versions,
    batch_of,
    failed_messages,
    indexed_version,
    store_note,
)
from tests.faults.rules import Crash, Faults, Rule


def test_a_note_created_before_the_crash_is_found_by_its_key(desk: Desk, faults: Faults) -> None:
    faults.add(Rule("dynamodb", "PutItem", "error_after", crash=True))
    with pytest.raises(Crash):
        desk.create(key="k")
    assert (desk.create(key="k").status, len(desk.notes())) == (201, 1)


def test_a_note_indexed_before_the_crash_is_not_indexed_again(cloud: Cloud, faults: Faults) -> None:
    note = make_note()
    store_note(cloud, note)
    faults.add(Rule("dynamodb", "PutItem", "error_after", crash=True))
    with pytest.raises(Crash):
        cloud.invoke("index_note", batch_of(make_event(note)))
    answer = cloud.invoke("index_note", batch_of(make_event(note)))
    assert (failed_messages(answer), indexed_version(cloud, note)) == ([], 1)


def test_five_messages_and_three_crashes_make_five_audit_objects(
    cloud: Cloud, faults: Faults
) -> None:
    events = [make_event() for _ in range(5)]
    faults.add(Rule("s3", "PutObject", "error_after", crash=True, times=3))
    for _ in range(3):
        with pytest.raises(Crash):
            cloud.invoke("record_audit", batch_of(*events))
    cloud.invoke("record_audit", batch_of(*events))
    assert [audit_versions(cloud, event) for event in events] == [1] * 5


def test_a_poison_message_among_ten_does_not_delay_the_other_nine(cloud: Cloud) -> None:
    events = [make_event() for _ in range(10)]
    batch = batch_of(*events)
    batch["Records"][4]["body"] = "poison"
    answer = cloud.invoke("record_audit", batch)
    written = [audit_versions(cloud, event) for event in events]
    assert (failed_messages(answer), written) == (["message-4"], [1] * 4 + [0] + [1] * 5)
