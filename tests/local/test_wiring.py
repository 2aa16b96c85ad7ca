"""Publishers, consumers and queues come from the deployed stack: a new one appears by itself."""

from tests.local.wired_stack import EVENT_TYPES, wired_stack


def test_consumer_of_the_stack_is_found_with_its_queues_and_types() -> None:
    wiring = wired_stack(NotifyTeam=("NoteCreated.v1",))
    consumer = next(c for c in wiring.consumers() if wiring.name(c.function) == "notify_team")
    assert consumer.dead_letters
    assert [r.logical_id for r in (consumer.topic, consumer.queue, consumer.dead_letters)] == [
        "EventsTopic",
        "NotifyTeamQueue",
        "NotifyTeamDeadLetterQueue",
    ]
    assert [consumer.takes(event_type) for event_type in EVENT_TYPES] == [True, False, False]


def test_publisher_is_the_function_of_the_stream_and_parks_at_its_destination() -> None:
    (publisher,) = wired_stack().publishers()
    assert publisher.parking
    assert [r.logical_id for r in (publisher.table, publisher.function, publisher.parking)] == [
        "Table",
        "PublishEventsFunction",
        "ParkedEventsQueue",
    ]


def test_queues_without_a_dead_letter_queue_come_last() -> None:
    pairs = list(wired_stack(NotifyTeam=()).queues())
    assert [(queue.logical_id, dead and dead.logical_id) for queue, dead in pairs] == [
        ("IndexNoteQueue", "IndexNoteDeadLetterQueue"),
        ("RecordAuditQueue", "RecordAuditDeadLetterQueue"),
        ("NotifyTeamQueue", "NotifyTeamDeadLetterQueue"),
        ("ParkedEventsQueue", None),
    ]


def test_queue_without_a_reader_is_known_with_the_function_that_failed_before_it() -> None:
    wiring = wired_stack(NotifyTeam=())
    found = {q.logical_id: f and wiring.name(f) for q, f in wiring.unread_queues()}
    assert found == {
        "ParkedEventsQueue": None,
        "IndexNoteDeadLetterQueue": "index_note",
        "RecordAuditDeadLetterQueue": "record_audit",
        "NotifyTeamDeadLetterQueue": "notify_team",
    }
