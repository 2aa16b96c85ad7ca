"""Each saved query of Logs Insights, run on what the stack's logs really hold.

CloudFormation of the local cloud does not know them, and its Insights has no statistics: they are
read from the template, and tests/insights.py runs them. It names a field that no line has.
"""

import time

import pytest

from tests.insights import Event, QueryError, Row, run_query
from tests.integration.test_alarms import broken_item
from tests.integration.test_redrive import make_event
from tests.stack.http import Api, note_input
from tests.stack.permissions import without_permission
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import send_events, wait_for_audit
from tests.template import resource

FUNCTIONS = ("create_note", "get_note", "record_audit")


def read_events(stack: Stack, group: str, since: float = 0) -> list[Event]:
    pages = stack.clients.logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, startTime=int(since * 1000)
    )
    return [Event(group, e["timestamp"], e["message"]) for page in pages for e in page["events"]]


def read_groups(stack: Stack, query: str) -> list[str]:
    """The log groups of a query; of one for all functions, some of them."""
    named = [stack.physical_id(group["Ref"]) for group in resource(query).get("LogGroupNames", [])]
    return named or [stack.log_group(function) for function in FUNCTIONS]


def read_text(query: str, request_id: str = "") -> str:
    return str(resource(query)["QueryString"]).replace("put the request ID here", request_id)


def run(stack: Stack, query: str, request_id: str = "", since: float = 0) -> list[Row]:
    """Wait for the first row: an access log may come after its response."""
    groups = read_groups(stack, query)

    def look() -> list[Row]:
        events = [event for group in groups for event in read_events(stack, group, since)]
        return run_query(read_text(query, request_id), events)

    return eventually(look)


def test_slowest_requests_come_first(stack: Stack, agent: Api) -> None:
    since = time.time()
    assert agent.create_note()
    rows = run(stack, "SlowestRequestsQuery", since=since)
    times = [row["milliseconds"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert {"/v1/notes", 201.0} <= {
        value for row in rows for value in (row["route"], row["status"])
    }


def test_denied_access_is_counted_by_address_and_route(stack: Stack) -> None:
    for _ in range(2):
        assert stack.anonymous.get("/v1/notes").status == 401
    rows = run(stack, "DeniedAccessQuery")
    (found,) = [row for row in rows if (row["route"], row["method"]) == ("/v1/notes", "GET")]
    assert (found["status"], found["ip"]) == (401.0, "127.0.0.1")
    assert found["refused"] >= 2


def test_one_request_is_found_in_all_functions_and_the_emulator_finds_the_same(
    stack: Stack, tenant: str, agent: Api
) -> None:
    request_id = agent.post("/v1/notes", note_input()).headers["x-request-id"]
    wait_for_audit(stack, tenant, 1)
    rows = run(stack, "OneRequestQuery", request_id)
    functions = [str(row["@log"]).rpartition("/")[2] for row in rows]
    assert {"create_note", "record_audit"} <= {*functions}
    assert rows[0]["message"] == "request"

    started = stack.clients.logs.start_query(
        logGroupNames=read_groups(stack, "OneRequestQuery"),
        queryString=read_text("OneRequestQuery", request_id),
        startTime=0,
        endTime=int(time.time()) + 60,
    )
    found = stack.clients.logs.get_query_results(queryId=started["queryId"])["results"]
    messages = [cell["value"] for row in found for cell in row if cell["field"] == "@message"]
    assert messages == [row["@message"] for row in rows]


def test_errors_are_counted_by_function(stack: Stack, tenant: str, agent: Api) -> None:
    stack.put_item(item := broken_item(tenant, "broken"))
    assert agent.get(f"/v1/notes/{item['note_id']}").status == 500
    rows = run(stack, "ErrorsByFunctionQuery")
    (found,) = [row for row in rows if row["message"] == "unexpected error"]
    assert found["@log"] == stack.log_group("get_note")
    assert found["errors"] >= 1


def test_cold_starts_are_counted_once_for_each_environment(stack: Stack, agent: Api) -> None:
    assert agent.create_note()
    rows = run(stack, "ColdStartsQuery")
    (found,) = [row for row in rows if "CreateNote" in row["function_name"]]
    lines = [line for line in stack.log_lines("create_note", "request") if line["cold_start"]]
    assert found["cold_starts"] == len({line["function_request_id"] for line in lines}) >= 1
    assert found["function_memory_size"] == 512


def test_events_that_failed_are_counted_by_consumer_and_error(stack: Stack, tenant: str) -> None:
    with (
        without_permission(stack, "record_audit", "s3:PutObject"),
        stack.visible_after("RecordAuditQueueUrl", 1),
    ):
        send_events(stack, "RecordAuditQueueUrl", [make_event(tenant)])
        eventually(lambda: [x for x in stack.log_lines("record_audit", "consumed") if x["failed"]])
    wait_for_audit(stack, tenant, 1)
    rows = run(stack, "FailedEventsQuery")
    errors = [row["failed.0.error"] for row in rows if row["consumer"] == "record_audit"]
    assert "AccessDenied" in errors


def test_query_on_a_field_that_no_log_has_is_named(stack: Stack) -> None:
    events = read_events(stack, stack.log_group("create_note"))
    renamed = read_text("ColdStartsQuery").replace("function_request_id", "request_nr")
    with pytest.raises(QueryError, match="no log event has the field request_nr"):
        run_query(renamed, events)
