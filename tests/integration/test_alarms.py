"""Failures without a crash raise their alarms: 5xx responses, parked records, partial batches."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from callnotes.adapters.escalation_items import escalation_to_item
from callnotes.adapters.note_items import note_key
from callnotes.api.note_routes import GET_NOTE
from tests.builders import make_actor, make_change, make_escalation
from tests.gateway import make_claims, make_proxy_event
from tests.stack.faulty import copy_function
from tests.stack.http import Api, Json
from tests.stack.polling import eventually
from tests.stack.stack import Stack

NOBODY_LISTENS = "http://127.0.0.1:9"


def is_raised(stack: Stack, alarm: str) -> bool:
    name = stack.physical_id(alarm)
    (found,) = stack.clients.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return found["StateValue"] == "ALARM"


def broken_item(tenant: str, entity: str) -> Json:
    note_id = "b" * 26
    return {**note_key(tenant, note_id), "entity": entity, "tenant": tenant, "note_id": note_id}


@pytest.mark.parametrize("alarm", ["UnexpectedErrorAlarm", "ApiErrorsAlarm"])
def test_given_an_unforeseen_error_when_answered_with_500_then_the_alarm_is_raised(
    stack: Stack, tenant: str, agent: Api, alarm: str
) -> None:
    item = broken_item(tenant, "broken")
    stack.put_item(item)

    assert agent.get(f"/v1/notes/{item['note_id']}").status == 500

    eventually(lambda: is_raised(stack, alarm))


@pytest.mark.parametrize("alarm", ["EventsParkedAlarm", "ParkedEventsQueueAlarm"])
def test_given_a_record_that_cannot_be_read_when_parked_then_the_alarm_is_raised(
    stack: Stack, tenant: str, alarm: str
) -> None:
    stack.put_item(broken_item(tenant, "note") | {"version": 1})

    eventually(lambda: is_raised(stack, alarm))


def test_given_a_damaged_escalation_when_listed_then_the_others_are_and_the_alarm_is_raised(
    stack: Stack, tenant: str, agent: Api
) -> None:
    whole, damaged = (make_escalation(actor=make_actor(tenant)) for _ in range(2))
    stack.put_item(escalation_to_item(whole, make_change()))
    stack.put_item(escalation_to_item(damaged, make_change()) | {"state": "lost"})

    answer = agent.get("/v1/escalations")

    listed = [item["escalation_id"] for item in answer.json["items"]]
    assert (answer.status, listed) == (200, [whole.escalation_id])
    eventually(lambda: is_raised(stack, "ItemsUnreadableAlarm"))


@pytest.fixture
def cut_off(stack: Stack) -> Iterator[str]:
    """The deployed get_note in an environment from which no table is reached."""
    name = f"cut-off-{uuid4().hex[:12]}"
    code = "from original import handler"
    copy_function(
        stack, "GetNoteFunction", name, code, 29, AWS_ENDPOINT_URL_DYNAMODB=NOBODY_LISTENS
    )
    yield name
    stack.clients.functions.delete_function(FunctionName=name)


def test_given_a_table_that_is_away_when_answered_with_503_then_the_alarm_is_raised(
    stack: Stack, cut_off: str
) -> None:
    claims = make_claims(aud=stack.output("UserPoolClientId"))
    event = make_proxy_event(GET_NOTE, path={"note_id": "b" * 26}, claims=claims)

    answer = stack.clients.functions.invoke(FunctionName=cut_off, Payload=json.dumps(event))

    assert json.load(answer["Payload"])["statusCode"] == 503
    eventually(lambda: is_raised(stack, "DependencyUnavailableAlarm"))
