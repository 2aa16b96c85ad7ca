"""`callnotes chaos`: what users and consumers see of faults inside the deployed functions."""

from collections.abc import Iterator

import pytest

from tests.stack.chaos import Chaos, chaos_on
from tests.stack.faulty import wait_until_empty
from tests.stack.http import Api, note_input, path_of
from tests.stack.problems import assert_problem
from tests.stack.stack import Stack
from tests.stack.trail import audit_keys, consumed, wait_for_audit, wait_for_projection

NOTES = "/v1/notes"
INDEX, AUDIT = "IndexNoteQueueUrl", "RecordAuditQueueUrl"


@pytest.fixture
def chaos(stack: Stack) -> Iterator[Chaos]:
    with chaos_on(stack) as chaos:
        yield chaos


def log_streams(stack: Stack, function: str) -> int:
    found = stack.clients.logs.describe_log_streams(logGroupName=stack.log_group(function))
    return len(found["logStreams"])


def test_given_two_throttled_writes_when_posted_then_the_note_is_right(
    stack: Stack, chaos: Chaos, agent: Api
) -> None:
    agent.create_note()
    environments = log_streams(stack, "create_note")
    chaos.on("dynamodb.PutItem=throttle:2")

    note = agent.create_note(title="slow and right")

    assert chaos.off() == [2]
    assert agent.get(path_of(note)).json == note
    assert log_streams(stack, "create_note") == environments, "the rules reach a warm function"


def test_given_a_lost_reply_when_posted_then_one_note_one_201_one_audit_object(
    stack: Stack, tenant: str, chaos: Chaos, agent: Api
) -> None:
    chaos.on("dynamodb.PutItem@create_note=error_after:1")

    note = agent.create_note()

    assert chaos.off() == [1]
    assert agent.get(NOTES).json["items"] == [note]
    wait_for_audit(stack, tenant, 1)
    wait_until_empty(stack, stack.output(AUDIT))
    assert len(audit_keys(stack, tenant)) == 1


def test_given_a_table_that_throttles_until_off_when_posted_then_503_and_nothing_is_written(
    chaos: Chaos, agent: Api
) -> None:
    chaos.on("dynamodb.PutItem@create_note=throttle")

    answer = agent.post(NOTES, note_input())

    assert_problem(answer, 503, NOTES)
    assert int(answer.headers["Retry-After"]) > 0
    assert chaos.off() == [3]
    assert agent.get(NOTES).json["items"] == []
    assert agent.create_note()["version"] == 1


def test_given_failing_and_doubled_invocations_when_consumed_then_each_effect_once(
    stack: Stack, tenant: str, chaos: Chaos, agent: Api
) -> None:
    with stack.visible_after(INDEX, 1):
        chaos.on("lambda.Invoke@index_note=invocation-error:1")
        chaos.on("lambda.Invoke@record_audit=duplicate:1")

        note = agent.create_note()

        wait_for_projection(stack, tenant, note["note_id"], 1)
        wait_for_audit(stack, tenant, 1)
        wait_until_empty(stack, stack.output(AUDIT))
    (key,) = audit_keys(stack, tenant)
    assert chaos.off() == [1, 1]
    assert len(consumed(stack, "record_audit", f"{note['note_id']}.1")) == 2, key


def test_given_a_status_for_an_invocation_when_called_then_the_function_did_not_run(
    chaos: Chaos, agent: Api
) -> None:
    name = "invocation-http-integration-response"
    chaos.on(f"lambda.Invoke@create_note={name}:1,statusCode=429")

    assert agent.post(NOTES, note_input()).status == 429
    assert agent.get(NOTES).json["items"] == []
