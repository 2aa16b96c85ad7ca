"""Who sees, changes and deletes which note."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.actor import Actor, Role
from callnotes.domain.note import Note
from tests.builders import NOON, later, make_actor, make_content, make_note, make_tombstone

TENANTS = st.sampled_from(["hanbit", "meridian"])
USERS = st.sampled_from(["mina", "joon"])
ACTORS = st.builds(Actor, tenant=TENANTS, user_id=USERS, role=st.sampled_from(Role))
NOTES = st.builds(
    make_note,
    st.builds(make_content, customer_id=st.sampled_from([None, "customer-1"])),
    ACTORS,
)

AUTHOR = make_actor(user_id="author")
COLLEAGUE = make_actor(user_id="colleague")
SUPERVISOR = make_actor(user_id="supervisor", role=Role.SUPERVISOR)
ADMIN = make_actor(user_id="admin", role=Role.ADMIN)
FOREIGN_ACTOR = make_actor("meridian", "author", Role.SUPERVISOR)

PRIVATE = make_note(actor=AUTHOR)
SHARED = make_note(make_content(customer_id="customer-1"), AUTHOR)


@pytest.mark.parametrize(
    ("note", "actor", "visible"),
    [
        (PRIVATE, AUTHOR, True),
        (PRIVATE, COLLEAGUE, False),
        (PRIVATE, SUPERVISOR, False),
        (PRIVATE, ADMIN, False),
        (PRIVATE, FOREIGN_ACTOR, False),
        (SHARED, AUTHOR, True),
        (SHARED, COLLEAGUE, True),
        (SHARED, SUPERVISOR, True),
        (SHARED, ADMIN, True),
        (SHARED, FOREIGN_ACTOR, False),
    ],
)
def test_a_private_note_is_visible_to_its_author_and_a_customers_note_to_the_tenant(
    note: Note, actor: Actor, *, visible: bool
) -> None:
    assert note.is_visible_to(actor) is visible


@pytest.mark.parametrize(
    ("note", "actor", "deletable"),
    [
        (PRIVATE, AUTHOR, True),
        (PRIVATE, COLLEAGUE, False),
        (PRIVATE, SUPERVISOR, False),
        (PRIVATE, FOREIGN_ACTOR, False),
        (SHARED, AUTHOR, True),
        (SHARED, COLLEAGUE, False),
        (SHARED, SUPERVISOR, True),
        (SHARED, ADMIN, False),
        (SHARED, FOREIGN_ACTOR, False),
    ],
)
def test_a_note_is_deletable_by_its_author_or_a_supervisor_who_sees_it(
    note: Note, actor: Actor, *, deletable: bool
) -> None:
    assert note.is_deletable_by(actor) is deletable


@given(NOTES, ACTORS)
def test_nothing_of_another_tenant_is_ever_visible(note: Note, actor: Actor) -> None:
    assert note.tenant == actor.tenant or not note.is_visible_to(actor)


@given(NOTES, ACTORS)
def test_who_changes_a_note_sees_it(note: Note, actor: Actor) -> None:
    assert note.is_visible_to(actor) or not note.is_made_by(actor)


@given(NOTES, ACTORS)
def test_who_deletes_a_note_sees_it(note: Note, actor: Actor) -> None:
    assert note.is_visible_to(actor) or not note.is_deletable_by(actor)


@given(NOTES, ACTORS)
def test_an_agent_may_delete_only_their_own_notes(note: Note, actor: Actor) -> None:
    agent = replace(actor, role=Role.AGENT)
    assert note.is_deletable_by(agent) is note.is_made_by(agent)


@given(NOTES)
def test_no_role_sees_more_than_another(note: Note) -> None:
    assert len({note.is_visible_to(make_actor(user_id="x", role=role)) for role in Role}) == 1


def test_a_revision_is_one_version_later() -> None:
    assert PRIVATE.revised(make_content("New"), later(1)).version == PRIVATE.version + 1


def test_a_revision_keeps_who_made_the_note_and_when() -> None:
    revised = PRIVATE.revised(make_content("New"), later(1))
    assert (revised.created_by, revised.created_at) == (PRIVATE.created_by, PRIVATE.created_at)


def test_a_revision_has_its_time() -> None:
    assert PRIVATE.revised(make_content("New"), later(1)).updated_at == later(1)


def test_a_tombstone_is_one_version_later() -> None:
    assert make_tombstone(PRIVATE).version == PRIVATE.version + 1


def test_a_tombstone_is_kept_for_seven_days() -> None:
    tombstone = make_tombstone(make_note(), at=NOON)
    assert tombstone.expires_at - NOON == timedelta(days=7)
