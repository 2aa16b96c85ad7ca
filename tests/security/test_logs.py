"""Nothing that people wrote, and nothing that opens a door, is in any log or trace."""

import json
import time
from collections.abc import Iterator
from itertools import batched
from urllib.parse import quote
from uuid import uuid4

import pytest

from callnotes_local.cloud.cloud import STACK_NAME
from tests.builders import make_phone_number
from tests.stack.http import Api, customer_input, path_of
from tests.stack.people import PASSWORD
from tests.stack.stack import Stack
from tests.stack.trail import send_texts, take_message, wait_for_audit, wait_for_projection

# The last one is the runtime's own, for what a handler raised.
PLATFORM = ("START ", "END ", "REPORT ", "[ERROR]")


def mark() -> str:
    return f"mark-{uuid4().hex[:12]}"


def hostile(text: str) -> str:
    """Text that would forge log lines, colour terminals and leak a person's data."""
    person = "+821055500101 someone@example.com"
    return f'{text}\n{{"level":"ERROR","message":"forged"}}\r\n\x1b[31m{person}'


def log_events(stack: Stack) -> Iterator[tuple[str, str]]:
    """Every event of every log group of the stack."""
    groups = stack.clients.logs.get_paginator("describe_log_groups").paginate()
    names = [group["logGroupName"] for page in groups for group in page["logGroups"]]
    for name in names:
        if STACK_NAME in name:
            pages = stack.clients.logs.get_paginator("filter_log_events").paginate(
                logGroupName=name
            )
            yield from ((name, event["message"]) for page in pages for event in page["events"])


def list_traces(stack: Stack, since: float) -> Iterator[str]:
    """The segments of every trace that began after a time."""
    client, until = stack.clients.make_client("xray"), time.time() + 1
    found = client.get_trace_summaries(StartTime=since, EndTime=until)["TraceSummaries"]
    for ids in batched([summary["Id"] for summary in found], 5, strict=False):
        for trace in client.batch_get_traces(TraceIds=list(ids))["Traces"]:
            yield from (segment["Document"] for segment in trace["Segments"])


@pytest.fixture(scope="module")
def started() -> float:
    """When the first marker was sent."""
    return time.time()


@pytest.fixture(scope="module")
def marks(stack: Stack, started: float) -> dict[str, str]:  # noqa: ARG001 - the time before
    """Send markers in every field that a user controls; return those that may be in no log."""
    places = ("title", "body", "tag", "key", "query", "path", "header", "field", "queue", "item")
    marks = {place: mark() for place in (*places, "name")} | {"phone": make_phone_number()}
    tenant = stack.new_tenant()
    user = stack.new_user(tenant)
    api = stack.http(user)
    say_over_http(api, marks)
    say_of_a_customer(api, stack.new_customer(tenant), marks["name"], marks["phone"])
    note = api.create_note(
        title=hostile(marks["title"]), body=hostile(marks["body"]), tags=[marks["tag"]]
    )
    api.get(path_of(note))
    wait_for_audit(stack, tenant, 2)
    wait_for_projection(stack, tenant, note["note_id"], 1)
    say_in_a_queue(stack, marks["queue"])
    say_in_the_table(stack, tenant, marks["item"])
    assert api.token is not None
    return marks | {"token": api.token, "password": user.password, "mail": "@example.com"}


def say_over_http(api: Api, marks: dict[str, str]) -> None:
    body = {"title": "t", "body": "b", hostile(marks["field"]): hostile(marks["field"])}
    api.post("/v1/notes", body)
    api.post("/v1/notes", body, Idempotency_Key=f"{marks['key']} someone@example.com")
    api.post("/v1/notes", {"title": "t", "body": "b"}, Idempotency_Key=marks["key"])
    api.get(f"/v1/notes?customer_id={quote(hostile(marks['query']))}")
    api.get(f"/v1/notes?next={quote(hostile(marks['query']))}")
    api.get(f"/v1/notes/{quote(hostile(marks['path']))}")
    api.send("GET", "/v1/notes", headers={"X-Amzn-Trace-Id": marks["header"]})
    api.send("GET", "/v1/notes", headers={"User-Agent": marks["header"]})


def say_of_a_customer(api: Api, customer: str, name: str, phone: str) -> None:
    body = customer_input(name=hostile(name), nickname=name, phone_number=phone)
    path = f"/v1/customers/{customer}"
    for etag in ('"1"', '"9"'):
        api.put(path, body, If_Match=etag)
    api.put(path, body | {"phone_number": hostile(name)}, If_Match='"2"')
    for query in (phone, hostile(name)[:60]):
        api.get(f"/v1/customers?phone={quote(query, safe='')}")


def say_in_a_queue(stack: Stack, text: str) -> None:
    with stack.visible_after("RecordAuditQueueUrl", 1):
        send_texts(stack, stack.output("RecordAuditQueueUrl"), [json.dumps(hostile(text))])
        take_message(stack, "RecordAuditDeadLetterQueueUrl", text)


def say_in_the_table(stack: Stack, tenant: str, text: str) -> None:
    key = {"pk": f"TENANT#{tenant}#NOTE#{'c' * 26}", "sk": "NOTE"}
    stack.put_item({**key, "entity": "note", "title": hostile(text), "version": hostile(text)})
    take_message(stack, "ParkedEventsQueueUrl", key["pk"])


def test_given_hostile_text_everywhere_when_logged_then_none_of_it_is_in_any_log(
    stack: Stack, marks: dict[str, str]
) -> None:
    found = {
        (place, group)
        for group, message in log_events(stack)
        for place, secret in marks.items()
        if secret in message
    }

    assert found == set()


def test_given_hostile_text_everywhere_when_traced_then_none_of_it_is_in_any_trace(
    stack: Stack, started: float, marks: dict[str, str]
) -> None:
    traces = list(list_traces(stack, started))

    assert len(traces) > len(marks)
    found = [p for p, secret in marks.items() if any(secret in trace for trace in traces)]
    assert found == []


def is_one_object(line: str) -> bool:
    printable = "\n" not in line and "\x1b" not in line
    return printable and line.startswith("{") and isinstance(json.loads(line), dict)


def test_given_what_was_logged_when_read_then_every_line_is_one_json_object_or_the_platforms(
    stack: Stack, marks: dict[str, str]
) -> None:
    own = [(g, m.rstrip("\n")) for g, m in log_events(stack) if not m.startswith(PLATFORM)]

    assert marks
    assert [(group, line) for group, line in own if not is_one_object(line)] == []


def test_given_a_sign_in_when_logged_then_neither_password_nor_token_is_in_any_log(
    stack: Stack,
) -> None:
    tokens = stack.directory.sign_in(stack.new_user(stack.new_tenant()))
    secrets = (PASSWORD, tokens.id, tokens.access, tokens.id.split(".")[1])

    assert not [g for g, m in log_events(stack) if any(secret in m for secret in secrets)]
