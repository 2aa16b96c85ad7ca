import pytest

from callnotes.domain.errors import NotFound
from callnotes.usecases.get_escalation import get_escalation
from tests.builders import make_actor, make_change, make_escalation
from tests.fakes.escalations import InMemoryEscalations


def test_every_role_of_the_tenant_gets_it() -> None:
    store, made = InMemoryEscalations(), make_escalation()
    store.create_escalation(made, make_change())
    assert get_escalation(made.escalation_id, make_actor(user_id="joon"), store) == made


def test_another_tenant_sees_nothing() -> None:
    store, made = InMemoryEscalations(), make_escalation()
    store.create_escalation(made, make_change())
    with pytest.raises(NotFound):
        get_escalation(made.escalation_id, make_actor("meridian"), store)


@pytest.mark.parametrize("escalation_id", ["a" * 26, "", "../etc", "A" * 26, "x" * 2000])
def test_an_id_nobody_made_is_not_there(escalation_id: str) -> None:
    with pytest.raises(NotFound):
        get_escalation(escalation_id, make_actor(), InMemoryEscalations())
