"""Escalations over HTTP, with their workflow."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from callnotes.adapters.escalation_items import (
    escalation_key,
    escalation_to_item,
    mark_sort_key,
    open_entry_to_item,
    open_key,
    token_key,
)
from callnotes.adapters.note_items import note_key
from tests.builders import make_actor, make_change, make_escalation
from tests.security.test_logs import log_events
from tests.stack.http import Answer, Api, Json
from tests.stack.polling import eventually
from tests.stack.problems import assert_problem, wrong_fields
from tests.stack.stack import Stack
from tests.stack.trail import audit_keys, wait_for_audit

ESCALATIONS = "/v1/escalations"
RACERS = 8
FIELDS = [
    *("escalation_id", "note_id", "customer_id", "reason", "severity", "state"),
    *("opinions", "decision", "created_by", "created_at", "updated_at"),
]


def path_of(case: Json) -> str:
    return f"{ESCALATIONS}/{case['escalation_id']}"


def ask(api: Api, note: Json, key: object = None, **fields: object) -> Answer:
    body = {"note_id": note["note_id"], "reason": "Refused twice.", "severity": "normal"} | fields
    headers = {"Idempotency_Key": str(key)} if key else {}
    return api.post(ESCALATIONS, body, **headers)


def decide(api: Api, case: Json, verdict: object = "approve", **fields: object) -> Answer:
    return api.post(f"{path_of(case)}/decision", {"verdict": verdict} | fields)


def await_state(api: Api, case: Json, *states: str) -> Json:
    def probe() -> Json | None:
        found = api.get(path_of(case)).json
        return found if found["state"] in states else None

    return eventually(probe, seconds=40)


@pytest.fixture
def note(agent: Api, customer: str) -> Json:
    return agent.create_note(customer_id=customer, body="환불이 지연되어 화가 나셨다.")


@pytest.fixture
def waiting(agent: Api, note: Json) -> Json:
    """An escalation that waits for a person."""
    return await_state(agent, ask(agent, note).json, "waiting")


# Asking


def test_given_a_customers_note_when_escalated_then_202_and_it_is_being_decided(
    agent: Api, note: Json
) -> None:
    answer = ask(agent, note)

    case = answer.json
    assert answer.status == 202
    assert list(case) == FIELDS
    assert answer.headers["Location"].endswith(path_of(case))
    assert (case["state"], case["opinions"], case["decision"]) == ("deciding", [], None)
    assert (case["note_id"], case["customer_id"]) == (note["note_id"], note["customer_id"])


def test_given_an_escalation_when_opinions_are_collected_then_it_waits_with_all_three(
    waiting: Json,
) -> None:
    opinions = {opinion["source"]: opinion for opinion in waiting["opinions"]}
    assert set(opinions) == {"history", "booking", "sentiment"}
    assert {opinion["error"] for opinion in opinions.values()} == {None}
    assert (opinions["sentiment"]["score"], opinions["booking"]["score"]) == (1.0, None)


def test_given_low_severity_when_escalated_then_approved_without_a_person(
    agent: Api, note: Json
) -> None:
    case = await_state(agent, ask(agent, note, severity="low").json, "approved")

    decision = case["decision"]
    assert (decision["verdict"], decision["automatic"]) == ("approve", True)
    assert (decision["decided_by"], decision["comment"]) == (None, None)
    assert len(case["opinions"]) == 3


def test_given_a_note_about_nobody_when_escalated_then_409(agent: Api) -> None:
    assert_problem(ask(agent, agent.create_note()), 409, ESCALATIONS)


def test_given_a_private_note_of_another_when_escalated_then_404(
    agent: Api, colleague: Api
) -> None:
    assert_problem(ask(colleague, agent.create_note()), 404, ESCALATIONS)


def test_given_another_tenant_when_escalated_then_404(foreign_agent: Api, note: Json) -> None:
    assert_problem(ask(foreign_agent, note), 404, ESCALATIONS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", ""),
        ("reason", "x" * 2001),
        ("reason", None),
        ("severity", "urgent"),
        ("note_id", ""),
        ("state", "approved"),
        ("created_by", "somebody"),
        ("decision", {"verdict": "approve"}),
        ("tenant", "meridian"),
        ("pk", "TENANT#x"),
    ],
)
def test_given_a_field_that_is_wrong_when_escalated_then_400_names_it(
    agent: Api, note: Json, field: str, value: object
) -> None:
    assert wrong_fields(ask(agent, note, **{field: value})) == {field}


def test_given_a_reason_within_its_limit_when_escalated_then_it_is_kept_in_nfc(
    agent: Api, note: Json
) -> None:
    answer = ask(agent, note, reason="e\u0301" * 1000 + "각" * 1000)

    assert answer.json["reason"] == "\u00e9" * 1000 + "각" * 1000


# Asking once


def test_given_the_same_key_and_body_when_asked_again_then_202_with_the_same(
    agent: Api, note: Json
) -> None:
    key = f"key {uuid4()}"
    first = ask(agent, note, key)
    await_state(agent, first.json, "waiting")

    second = ask(agent, note, key)

    assert (second.status, second.json["state"]) == (202, "waiting")
    assert second.json["escalation_id"] == first.json["escalation_id"]
    assert len(agent.get(ESCALATIONS).json["items"]) == 1


def test_given_the_same_key_and_another_body_when_asked_then_422(agent: Api, note: Json) -> None:
    key = f"key {uuid4()}"
    ask(agent, note, key)

    assert_problem(ask(agent, note, key, severity="low"), 422, ESCALATIONS)


def test_given_racing_requests_with_one_key_when_all_have_ended_then_one_and_only_202(
    agent: Api, note: Json
) -> None:
    key = f"key {uuid4()}"
    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(lambda _: ask(agent, note, key), range(RACERS)))

    assert [answer.status for answer in answers] == [202] * RACERS
    assert len({answer.json["escalation_id"] for answer in answers}) == 1


# Reading


def test_given_escalations_when_listed_then_newest_first_by_state_and_page(
    agent: Api, colleague: Api, note: Json
) -> None:
    made = [ask(agent, note, severity="low").json for _ in range(3)]
    for case in made:
        await_state(agent, case, "approved")
    expected = [case["escalation_id"] for case in made[::-1]]

    first = colleague.get(f"{ESCALATIONS}?limit=2&state=approved").json
    second = colleague.get(f"{ESCALATIONS}?limit=2&state=approved&next={first['next']}").json

    listed = [case["escalation_id"] for case in first["items"] + second["items"]]
    assert (listed, second["next"]) == (expected, None)
    assert agent.get(f"{ESCALATIONS}?state=waiting").json["items"] == []


def test_given_another_tenant_when_listed_or_read_then_nothing(
    foreign_agent: Api, waiting: Json
) -> None:
    assert foreign_agent.get(ESCALATIONS).json == {"items": [], "next": None}
    assert_problem(foreign_agent.get(path_of(waiting)), 404, path_of(waiting))


@pytest.mark.parametrize("query", ["state=open", "limit=0", "limit=101", "next=forged"])
def test_given_a_query_that_is_wrong_when_listed_then_400(agent: Api, query: str) -> None:
    assert wrong_fields(agent.get(f"{ESCALATIONS}?{query}")) == {query.partition("=")[0]}


def test_given_a_page_of_one_state_when_its_token_opens_another_then_400(
    agent: Api, note: Json
) -> None:
    for _ in range(2):
        await_state(agent, ask(agent, note, severity="low").json, "approved")
    token = agent.get(f"{ESCALATIONS}?limit=1&state=approved").json["next"]

    assert wrong_fields(agent.get(f"{ESCALATIONS}?next={token}")) == {"next"}


# Deciding


@pytest.mark.parametrize(("verdict", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_given_one_that_waits_when_decided_then_200_and_closed_at_once(
    supervisor: Api, waiting: Json, verdict: str, state: str
) -> None:
    answer = decide(supervisor, waiting, verdict, comment="확인했습니다.")

    case = answer.json
    assert (answer.status, case["state"]) == (200, state)
    assert case["decision"]["comment"] == "확인했습니다."
    assert (case["decision"]["verdict"], case["decision"]["automatic"]) == (verdict, False)


def test_given_a_decision_when_sent_again_by_the_same_person_then_200_and_the_same(
    supervisor: Api, waiting: Json
) -> None:
    first = decide(supervisor, waiting, comment="Yes.")
    second = decide(supervisor, waiting, comment="Yes.")

    assert (second.status, second.json) == (200, first.json)


def test_given_a_decision_when_another_is_sent_then_409_and_the_first_stands(
    stack: Stack, tenant: str, supervisor: Api, waiting: Json
) -> None:
    other = stack.new_agent(tenant, "supervisor")
    first = decide(supervisor, waiting, comment="Yes.")

    for again in (
        decide(supervisor, waiting, "reject", comment="Yes."),
        decide(supervisor, waiting, comment="Something else."),
        decide(other, waiting, comment="Yes."),
    ):
        assert_problem(again, 409, f"{path_of(waiting)}/decision")
    assert supervisor.get(path_of(waiting)).json == first.json


def test_given_racing_decisions_when_all_have_ended_then_one_200_and_its_verdict_stands(
    stack: Stack, tenant: str, waiting: Json
) -> None:
    people = [stack.new_agent(tenant, "supervisor") for _ in range(RACERS)]
    verdicts = ["approve", "reject"] * (RACERS // 2)
    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(decide, people, [waiting] * RACERS, verdicts))

    won = [answer for answer in answers if answer.status == 200]
    assert sorted(answer.status for answer in answers) == [200] + [409] * (RACERS - 1)
    assert people[0].get(path_of(waiting)).json["decision"] == won[0].json["decision"]


def test_given_ones_own_escalation_when_decided_then_403(supervisor: Api, customer: str) -> None:
    own = supervisor.create_note(customer_id=customer)
    case = await_state(supervisor, ask(supervisor, own).json, "waiting")

    assert_problem(decide(supervisor, case), 403, f"{path_of(case)}/decision")


def test_given_an_agent_when_decided_then_403(agent: Api, colleague: Api, waiting: Json) -> None:
    for api in (agent, colleague):
        assert decide(api, waiting).status == 403


def test_given_a_supervisor_of_another_tenant_when_decided_then_404(
    stack: Stack, waiting: Json
) -> None:
    foreign = stack.new_agent(stack.new_tenant(), "supervisor")

    assert_problem(decide(foreign, waiting), 404, f"{path_of(waiting)}/decision")


def test_given_an_automatic_decision_when_decided_then_409(
    agent: Api, supervisor: Api, note: Json
) -> None:
    case = await_state(agent, ask(agent, note, severity="low").json, "approved")

    assert decide(supervisor, case).status == 409


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("verdict", "maybe"),
        ("comment", "x" * 2001),
        ("comment", 7),
        ("decided_by", "somebody"),
        ("automatic", True),
    ],
)
def test_given_a_field_that_is_wrong_when_decided_then_400_names_it(
    supervisor: Api, waiting: Json, field: str, value: object
) -> None:
    answer = decide(supervisor, waiting, **{"verdict": "approve", field: value})

    assert wrong_fields(answer) == {field}
    assert supervisor.get(path_of(waiting)).json["state"] == "waiting"


# What is kept, and where


def test_given_one_that_waits_when_its_items_are_read_then_the_token_is_sealed_and_goes(
    stack: Stack, tenant: str, supervisor: Api, waiting: Json
) -> None:
    escalation_id = waiting["escalation_id"]
    sealed = stack.get_item(token_key(tenant, escalation_id))
    assert sealed is not None
    assert set(sealed) == {"pk", "sk", "entity", "ciphertext", "deadline", "expires_at"}

    decide(supervisor, waiting)

    assert stack.get_item(token_key(tenant, escalation_id)) is None
    item = stack.get_item(escalation_key(tenant, escalation_id))
    assert item is not None
    assert "token" not in str(item).lower()


def test_given_a_token_of_another_escalation_when_decided_then_that_one_still_waits(
    stack: Stack, tenant: str, agent: Api, supervisor: Api, note: Json, waiting: Json
) -> None:
    """A sealed token that was moved does not open: it is bound to its escalation."""
    other = await_state(agent, ask(agent, note).json, "waiting")
    moved = stack.get_item(token_key(tenant, other["escalation_id"]))
    assert moved is not None
    stack.put_item(moved | token_key(tenant, waiting["escalation_id"]))

    answer = decide(supervisor, waiting)

    assert (answer.status, answer.json["state"]) == (200, "waiting")
    assert agent.get(path_of(other)).json["state"] == "waiting"


def test_given_a_lost_token_when_decided_then_the_decision_is_recorded(
    stack: Stack, tenant: str, supervisor: Api, waiting: Json
) -> None:
    key = token_key(tenant, waiting["escalation_id"])
    stack.clients.dynamodb.delete_item(
        TableName=stack.output("TableName"), Key={name: {"S": value} for name, value in key.items()}
    )

    answer = decide(supervisor, waiting)

    assert (answer.status, answer.json["decision"]["verdict"]) == (200, "approve")


def test_given_a_whole_escalation_when_logs_are_read_then_ids_and_no_word_of_it(
    stack: Stack, agent: Api, supervisor: Api, customer: str
) -> None:
    word = f"geheim{uuid4().hex}"
    note = agent.create_note(customer_id=customer, body=f"{word}-body")
    case = await_state(agent, ask(agent, note, reason=f"{word}-reason").json, "waiting")
    decide(supervisor, case, comment=f"{word}-comment")

    logged = "".join(message for _, message in log_events(stack))
    assert (case["escalation_id"] in logged, word in logged) == (True, False)


# What nobody else closes


def mark_of(stack: Stack, tenant: str, case: Json) -> Json | None:
    key = note_key(tenant, case["note_id"]) | {"sk": mark_sort_key(case["escalation_id"])}
    return stack.get_item(key)


def test_given_a_workflow_that_was_stopped_when_it_ended_then_failed_and_no_mark_stays(
    stack: Stack, tenant: str, agent: Api, waiting: Json
) -> None:
    assert mark_of(stack, tenant, waiting) is not None
    machine = stack.physical_id("EscalationStateMachine")
    execution = f"{machine.replace(':stateMachine:', ':execution:')}:{waiting['escalation_id']}"

    stack.clients.stepfunctions.stop_execution(executionArn=execution)

    await_state(agent, waiting, "failed")
    assert mark_of(stack, tenant, waiting) is None
    assert stack.get_item(token_key(tenant, waiting["escalation_id"])) is None


def test_given_a_workflow_that_never_began_when_swept_then_failed_and_off_the_list(
    stack: Stack, tenant: str, agent: Api
) -> None:
    lost = make_escalation(actor=make_actor(tenant))
    stack.put_item(escalation_to_item(lost, make_change()))
    stack.put_item(open_entry_to_item(lost))

    stack.clients.functions.invoke(
        FunctionName=stack.physical_id("SettleEscalationsFunctionAliaslive"),
        Payload=json.dumps({"detail-type": "Scheduled Event"}),
    )

    found = agent.get(f"{ESCALATIONS}/{lost.escalation_id}").json
    assert (found["state"], found["decision"]) == ("failed", None)
    assert stack.get_item(open_key(tenant, lost.escalation_id)) is None


def test_given_one_that_waits_when_swept_then_it_still_waits(
    stack: Stack, tenant: str, agent: Api, waiting: Json
) -> None:
    line = stack.get_item(open_key(tenant, waiting["escalation_id"]))
    assert line is not None
    stack.put_item(line | {"since": "2026-01-01T00:00:00.000000Z"})

    stack.clients.functions.invoke(
        FunctionName=stack.physical_id("SettleEscalationsFunctionAliaslive"),
        Payload=json.dumps({"detail-type": "Scheduled Event"}),
    )

    assert agent.get(path_of(waiting)).json == waiting


def test_given_a_whole_escalation_when_audited_then_its_three_events_and_no_word(
    stack: Stack, tenant: str, supervisor: Api, waiting: Json
) -> None:
    decide(supervisor, waiting, comment="확인했습니다.")

    wait_for_audit(stack, tenant, 4)
    ids = {key.rpartition("/")[2] for key in audit_keys(stack, tenant)}
    assert {f"{waiting['escalation_id']}.{version}.json" for version in (1, 2, 3)} <= ids
