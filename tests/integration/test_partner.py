"""The partner of the deployed stack: what it gets of approved and of taken-back escalations."""

from collections.abc import Iterator

import pytest

from callnotes.adapters.escalation_items import mark_sort_key
from callnotes.adapters.note_items import note_key
from tests.integration.test_escalations import ask, await_state, decide
from tests.partner import Server, serve_partner
from tests.stack.http import Api, Json
from tests.stack.parameters import changed_parameter
from tests.stack.stack import Stack


@pytest.fixture(scope="module")
def server(stack: Stack) -> Iterator[Server]:
    with serve_partner() as listening, changed_parameter(stack, "PartnerUrl", listening.address):
        arn = stack.output("PartnerSecretArn")
        secret = stack.clients.secretsmanager.get_secret_value(SecretId=arn)["SecretString"]
        listening.accepted = [secret]
        yield listening


@pytest.fixture
def partner(server: Server) -> Iterator[Server]:
    """The partner, without what earlier tests told it."""
    server.got.clear()
    server.refused, server.replies_to_lose = frozenset(), 0
    yield server
    server.refused, server.replies_to_lose = frozenset(), 0


@pytest.fixture
def waiting(agent: Api, customer: str) -> Json:
    case = ask(agent, agent.create_note(customer_id=customer), severity="high").json
    return await_state(agent, case, "waiting")


def message(case: Json, tenant: str, action: str) -> tuple[str, Json]:
    """What the partner gets: the idempotency key, and the content."""
    escalation_id = case["escalation_id"]
    content = {"action": action, "tenant": tenant, "escalation_id": escalation_id}
    return f"{escalation_id}-{action}", content


def test_given_a_partner_when_approved_then_it_gets_one_message_that_our_secret_signed(
    partner: Server, tenant: str, agent: Api, supervisor: Api, waiting: Json
) -> None:
    decide(supervisor, waiting)

    await_state(agent, waiting, "approved")
    assert partner.got == [message(waiting, tenant, "inform")]


def test_given_a_secret_of_somebody_else_when_approved_then_the_partner_takes_nothing(
    partner: Server, agent: Api, supervisor: Api, waiting: Json
) -> None:
    """The signature is what the partner goes by."""
    known, partner.accepted = partner.accepted, ["another"]

    decide(supervisor, waiting)
    case = await_state(agent, waiting, "failed")
    partner.accepted = known

    assert (partner.got, case["decision"]["verdict"]) == ([], "approve")


def test_given_a_rejection_when_closed_then_the_partner_gets_nothing(
    partner: Server, agent: Api, supervisor: Api, waiting: Json
) -> None:
    decide(supervisor, waiting, "reject")

    await_state(agent, waiting, "rejected")
    assert partner.got == []


def test_given_a_reply_that_is_lost_when_sent_again_then_with_the_same_key(
    partner: Server, tenant: str, agent: Api, supervisor: Api, waiting: Json
) -> None:
    partner.replies_to_lose = 1

    decide(supervisor, waiting)

    await_state(agent, waiting, "approved")
    assert partner.got == [message(waiting, tenant, "inform")] * 2


def test_given_a_partner_that_fails_when_approved_then_it_is_taken_back_and_nothing_stays(
    stack: Stack, partner: Server, tenant: str, agent: Api, supervisor: Api, waiting: Json
) -> None:
    partner.refused = frozenset({"inform"})

    decide(supervisor, waiting)

    case = await_state(agent, waiting, "failed")
    assert case["decision"]["verdict"] == "approve"
    informed, withdrawn = (message(waiting, tenant, name) for name in ("inform", "withdraw"))
    assert partner.got == [informed] * 3 + [withdrawn]
    mark = note_key(tenant, waiting["note_id"]) | {"sk": mark_sort_key(waiting["escalation_id"])}
    assert stack.get_item(mark) is None
    assert read_error(stack, waiting) == "PartnerUnavailable"


def read_error(stack: Stack, case: Json) -> str:
    machine = stack.physical_id("EscalationStateMachine")
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{case['escalation_id']}"
    return stack.clients.stepfunctions.describe_execution(executionArn=arn)["error"]
