"""Traces of the whole app, drawn as `callnotes trace` draws them.

https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html
"""

import time
from collections.abc import Iterator

from callnotes_local.observe.trace import Node, build_tree, find_segments, search_traces
from tests.integration.test_escalations import ask, await_state, decide
from tests.stack.http import Api
from tests.stack.permissions import without_permission
from tests.stack.polling import eventually
from tests.stack.stack import Stack

STATIONS = {
    "CreateNoteFunction",
    "dynamodb PutItem Table",
    "PublishEventsFunction",
    "EventsTopic",
    "SQS SendMessage IndexNoteQueue",
    "SQS SendMessage RecordAuditQueue",
    "IndexNoteFunction",
    "RecordAuditFunction",
}
STATES = {
    "EscalationStateMachine",
    "CheckEscalation",
    "CollectOpinions",
    "MarkNotes",
    "RequestDecision",
    "CloseEscalation",
}


def draw(stack: Stack, key: str) -> list[Node]:
    """The only tree of an id."""
    now = time.time()
    return build_tree(find_segments(stack.clients.make_client("xray"), key, now - 600, now + 1))


def walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from walk(node.children)


def names(nodes: list[Node]) -> set[str]:
    return {node.name for node in walk(nodes)}


def test_given_a_new_note_when_traced_then_one_tree_from_gateway_to_both_consumers(
    stack: Stack, agent: Api
) -> None:
    answer = agent.post("/v1/notes", {"title": "t", "body": "b"})
    request_id = answer.headers["X-Request-Id"]

    eventually(lambda: names(draw(stack, request_id)) >= STATIONS)

    (root,) = draw(stack, request_id)
    assert (root.name, root.status) == ("POST /local/v1/notes", "ok")


def test_given_a_consumer_that_failed_once_when_traced_then_its_retry_is_in_the_tree(
    stack: Stack, agent: Api
) -> None:
    def attempts(note_id: str) -> dict[int, str]:
        """The status of the event by the attempt to index it."""
        functions = [n for n in walk(draw(stack, note_id)) if n.name == "IndexNoteFunction"]
        events = [event for function in functions for event in function.children]
        return {event.details["attempt"]: event.status for event in events}

    with stack.visible_after("IndexNoteQueueUrl", 1):
        with without_permission(stack, "index_note", "dynamodb:PutItem"):
            note = agent.create_note()
            eventually(lambda: attempts(note["note_id"]))
        found = eventually(lambda: a if "ok" in (a := attempts(note["note_id"])).values() else None)

    assert found[1] == "fault"
    assert [status for _, status in sorted(found.items())][-1] == "ok"
    (root,) = draw(stack, note["note_id"])
    assert root.name == "POST /local/v1/notes"


def test_given_an_escalation_when_traced_then_its_states_are_in_the_tree(
    stack: Stack, agent: Api, supervisor: Api, customer: str
) -> None:
    note = agent.create_note(customer_id=customer)
    case = await_state(agent, ask(agent, note).json, "waiting")
    key = case["escalation_id"]
    waiting = {n.name: n.status for n in walk(draw(stack, key))}
    assert waiting["EscalationStateMachine"] == "running"

    decide(supervisor, case)
    await_state(agent, case, "approved")

    eventually(lambda: names(draw(stack, key)) >= STATES)
    found = walk(draw(stack, key))
    assert {n.status for n in found if n.name in STATES} == {"ok"}


def test_given_an_annotation_when_searched_then_only_its_traces(stack: Stack, agent: Api) -> None:
    first, second = agent.create_note(), agent.create_note()
    client, now = stack.clients.make_client("xray"), time.time()

    def search(expression: str) -> set[str]:
        found = search_traces(client, expression, now - 60, now + 60)
        return {summary["Id"] for summary in found}

    def both() -> tuple[set[str], set[str]] | None:
        found = [search(f'annotation.note_id = "{note["note_id"]}"') for note in (first, second)]
        return (found[0], found[1]) if all(found) else None

    own, other = eventually(both)
    assert own - other
