import json
from dataclasses import replace

import pytest

from callnotes.api.escalation_models import EscalationPageOutput
from callnotes.api.inputs import MAX_LIMIT
from callnotes.domain.actor import Actor
from callnotes.domain.errors import Invalid
from callnotes.domain.escalation import (
    MAX_COMMENT_CHARACTERS,
    MAX_REASON_CHARACTERS,
    Escalation,
    EscalationPage,
    State,
)
from callnotes.usecases.list_escalations import list_escalations
from callnotes.usecases.list_notes import MAX_PAGE_BYTES
from tests.builders import later, make_actor, make_change, make_decision, make_escalation
from tests.fakes.escalations import InMemoryEscalations


def given(store: InMemoryEscalations, *states: State) -> list[Escalation]:
    made = [make_escalation(state, at=later(second)) for second, state in enumerate(states)]
    for escalation in made:
        store.create_escalation(escalation, make_change())
    return made[::-1]


def page(
    store: InMemoryEscalations,
    state: State | None = None,
    token: str | None = None,
    actor: Actor | None = None,
) -> EscalationPage:
    who = actor or make_actor(user_id="joon")
    return list_escalations(who, state=state, limit=2, token=token, escalations=store)


def test_the_tenants_escalations_are_listed_newest_first_over_pages() -> None:
    store = InMemoryEscalations()
    made = given(store, "deciding", "waiting", "failed")
    first = page(store)
    second = page(store, token=first.next)
    assert [*first.escalations, *second.escalations] == made
    assert second.next is None


def test_those_in_one_state_are_listed() -> None:
    store = InMemoryEscalations()
    waiting = given(store, "deciding", "waiting", "failed")[1]
    assert page(store, "waiting") == EscalationPage((waiting,), None)


def test_another_tenant_lists_nothing() -> None:
    store = InMemoryEscalations()
    given(store, "waiting")
    assert page(store, actor=make_actor("meridian")) == EscalationPage((), None)


@pytest.mark.parametrize(
    ("state", "actor"), [("waiting", make_actor()), (None, make_actor("meridian"))]
)
def test_a_token_of_another_list_is_invalid(state: State | None, actor: Actor) -> None:
    store = InMemoryEscalations()
    given(store, "waiting", "waiting", "waiting")
    with pytest.raises(Invalid, match="next"):
        page(store, state, page(store).next, actor)


def test_the_largest_page_fits_one_response() -> None:
    """Lambda takes 6 MB, in which the body is JSON text within JSON text."""
    worst = "\x01"
    content = replace(make_escalation().content, reason=worst * MAX_REASON_CHARACTERS)
    decision = replace(make_decision(), comment=worst * MAX_COMMENT_CHARACTERS)
    largest = replace(make_escalation(), content=content, decision=decision)
    body = EscalationPageOutput.of(EscalationPage((largest,) * MAX_LIMIT, None)).model_dump_json()
    response = json.dumps({"statusCode": 200, "body": body})
    assert len(response.encode()) < MAX_PAGE_BYTES
