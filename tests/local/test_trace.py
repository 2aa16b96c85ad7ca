"""One tree over several traces, built from their segments."""

import json
from typing import Any

import pytest

from callnotes_local.command_line.trace import draw_edges, list_rows, show_tree
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe.trace import Node, build_tree, find_segments

REQUEST, BATCH, FIRST, SECOND, OTHER = (f"1-67890123-{n:024x}" for n in range(5))
CAUSE = {"correlation_id": "request-1"}
type Json = dict[str, Any]


def entity(name: str, at: float, *below: Json, **fields: Any) -> Json:
    key = fields.pop("id", f"{name}@{at}")
    times = {"start_time": at, "end_time": at + 1}
    return {"id": key, "name": name, **times, "subsegments": list(below), **fields}


def call(name: str, operation: str, at: float, **fields: Any) -> Json:
    aws = {"operation": operation, **fields.pop("aws", {})}
    return entity(name, at, namespace="aws", aws=aws, **fields)


def function(name: str, trace_id: str, at: float, *below: Json, **fields: Any) -> list[Json]:
    """The two segments of an invocation."""
    handler = entity("## handler", at, *below, annotations=fields.pop("annotations", {}))
    invocation = entity("Invocation", at, handler, **fields.pop("invocation", {}))
    origin = {"origin": "AWS::Lambda", "trace_id": trace_id}
    service = entity(f"stack-{name}-0A1B2C3D4E5F", at, **origin, **fields)
    inner = {"origin": "AWS::Lambda::Function", "parent_id": service["id"], "id": f"{name}!{at}"}
    return [service, entity(service["name"], at, invocation, **inner, trace_id=trace_id)]


def consumer(trace_id: str, at: float, **fields: Any) -> list[Json]:
    attributes = {"aws.xray.reserved.reference_type": "parent"}
    links = [{"trace_id": BATCH, "id": "sent", "attributes": attributes}]
    return function("IndexNoteFunction", trace_id, at, links=links, **fields)


def note_created() -> dict[str, list[Json]]:
    """A request, the stream's batch, and a consumer that failed once and was called again."""
    http = {"request": {"method": "POST", "url": "/local/v1/notes"}, "response": {"status": 201}}
    stage = {"http": http, "origin": "AWS::ApiGateway::Stage", "trace_id": REQUEST}
    write = call("dynamodb", "PutItem", 3, aws={"table_name": "stack-Table-0A1B2C3D4E5F"})
    read = call("dynamodb", "GetItem", 2)
    event = {"name": "NoteCreated.v1", **CAUSE, "event_id": "n.1", "note_id": "n"}
    del event["name"]
    published = entity("NoteCreated.v1", 12, annotations=event | {"linked_trace_id": REQUEST})
    down = [
        {"trace_id": t, "id": "x", "attributes": {"aws.xray.reserved.reference_type": "child"}}
        for t in (FIRST, SECOND, OTHER)
    ]
    sent = call("SQS", "SendMessage", 11, id="sent", links=down)
    topic = {"origin": "AWS::SNS::Topic", "trace_id": BATCH, "parent_id": "publish"}
    outcome = {**event, "outcome": "indexed", "attempt": 2}
    return {
        REQUEST: [
            entity("api/local", 0, call("Lambda", "Invoke", 0, id="invoke"), **stage),
            *function(
                "CreateNoteFunction", REQUEST, 1, read, write, parent_id="invoke",
                annotations={**CAUSE, "note_id": "n"},
            ),
        ],
        BATCH: [
            *function(
                "PublishEventsFunction", BATCH, 10, call("sns", "PublishBatch", 10, id="publish"),
                published,
            ),
            entity("stack-EventsTopic-0A1B2C3D4E5F", 11, sent, **topic),
        ],
        FIRST: consumer(FIRST, 12, invocation={"fault": True}),
        SECOND: consumer(SECOND, 42, annotations=outcome),
        OTHER: consumer(OTHER, 12, annotations={"correlation_id": "request-2"}),
    }  # fmt: skip


class Client:
    """X-Ray with these traces; the search finds those that have the annotation."""

    def __init__(self, traces: dict[str, list[Json]]) -> None:
        self.traces = traces

    def get_trace_summaries(self, **asked: Any) -> Json:
        key = asked["FilterExpression"].split('"')[1]
        found = [i for i, segments in self.traces.items() if f'"{key}"' in json.dumps(segments)]
        return {"TraceSummaries": [{"Id": trace_id} for trace_id in found]}

    def batch_get_traces(self, TraceIds: list[str]) -> Json:  # noqa: N803 - AWS's name
        assert len(TraceIds) <= 5
        found = [(i, self.traces[i]) for i in TraceIds if i in self.traces]
        return {
            "Traces": [
                {"Id": i, "Segments": [{"Document": json.dumps(s)} for s in segments]}
                for i, segments in found
            ]
        }


def lines(nodes: list[Node]) -> list[str]:
    return [row[3] for row in list_rows(nodes, 0)]


def test_a_request_is_one_tree_through_stream_topic_queue_and_consumers() -> None:
    traces = find_segments(Client(note_created()), "request-1", 0, 1)
    assert lines(build_tree(traces)) == [
        "POST /local/v1/notes",
        "  CreateNoteFunction",
        "    dynamodb GetItem",
        "    dynamodb PutItem Table",
        "    ~ stream: PublishEventsFunction",
        "      EventsTopic",
        "        SQS SendMessage",
        "          ~ queue: IndexNoteFunction",
        "          ~ queue: IndexNoteFunction",
        "      NoteCreated.v1",
    ]


def test_a_crashed_attempt_is_a_fault_beside_the_one_that_succeeded() -> None:
    nodes = build_tree(find_segments(Client(note_created()), "n", 0, 1))
    rows = [row for row in list_rows(nodes, 0) if row[3].endswith("~ queue: IndexNoteFunction")]
    assert [(row[0], row[2]) for row in rows] == [("12000", "fault"), ("42000", "ok")]


def test_consumers_of_other_events_of_the_batch_are_left_out() -> None:
    found = find_segments(Client(note_created()), "request-1", 0, 1)
    assert {s["trace_id"] for s in found} == {REQUEST, BATCH, FIRST, SECOND}


def test_a_trace_is_drawn_by_its_own_id() -> None:
    traces = find_segments(Client(note_created()), FIRST, 0, 1)
    assert lines(build_tree(traces)) == ["IndexNoteFunction"]


def test_states_and_what_has_not_ended_are_shown() -> None:
    waits = entity("RequestDecision", 2)
    del waits["end_time"]
    machine = {"trace_id": REQUEST, "origin": "AWS::StepFunctions::StateMachine"}
    started = entity("stack-EscalationStateMachine-0A1B2C3D4E5F", 1, waits, **machine)
    (node,) = build_tree([started])
    assert (node.name, node.children[0].name) == ("EscalationStateMachine", "RequestDecision")
    assert (node.status, node.children[0].status) == ("ok", "running")


def test_an_initialization_is_a_cold_start() -> None:
    service, inner = function("CreateNoteFunction", REQUEST, 1)
    inner["subsegments"].insert(0, entity("Initialization", 0))
    (node,) = build_tree([service, inner])
    assert next(list_rows([node], 0))[4] == "cold_start True"


def test_links_between_traces_are_dotted_in_a_diagram() -> None:
    drawn = list(draw_edges(build_tree([s for found in note_created().values() for s in found])))
    assert drawn[0] == '  n0["POST /local/v1/notes<br/>1000 ms ok"]'
    assert sum(". stream .->" in line or ". queue .->" in line for line in drawn) == 4


def test_events_of_others_in_a_batch_are_left_out() -> None:
    traces = note_created()
    other = {"correlation_id": "request-2", "event_id": "other.1"}
    (handler,) = traces[BATCH][1]["subsegments"][0]["subsegments"]
    handler["subsegments"].append(entity("NoteDeleted.v1", 13, annotations=other))
    drawn = lines(build_tree(find_segments(Client(traces), "n", 0, 1)))
    assert "      NoteCreated.v1" in drawn
    assert "      NoteDeleted.v1" not in drawn


@pytest.mark.parametrize("key", ["nothing", 'n" OR duration >= 0 OR annotation.note_id = "n'])
def test_an_unknown_id_is_exit_4(key: str) -> None:
    with pytest.raises(CliError) as raised:
        show_tree("x", build_tree(find_segments(Client(note_created()), key, 0, 1)), as_json=False)
    assert raised.value.code == ExitCode.UNKNOWN_ID
