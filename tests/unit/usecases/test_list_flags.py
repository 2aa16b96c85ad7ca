"""What is on for the caller."""

from callnotes.domain.actor import Actor, Role
from callnotes.domain.flags import Flag, FlagName, FlagReading
from callnotes.usecases.list_flags import list_flags
from tests.fakes.flags import FakeFlags

MINA = Actor("hanbit", "user-mina", Role.AGENT)
JUN = Actor("meridian", "user-jun", Role.SUPERVISOR)
SUPERVISORS = Flag(enabled=True, groups=(Role.SUPERVISOR,))


def test_each_flag_is_as_the_callers_tenant_and_role_have_it() -> None:
    source = FakeFlags(FlagReading({FlagName.NEW_ESCALATION: SUPERVISORS}, "v2"))
    assert [list_flags(who, source).flags[FlagName.NEW_ESCALATION] for who in (MINA, JUN)] == [
        False,
        True,
    ]


def test_the_reading_is_told() -> None:
    reading = FlagReading({}, "v2", "AppConfig: EndpointConnectionError")
    assert list_flags(MINA, FakeFlags(reading)).reading == reading


def test_nothing_was_ever_read_and_everything_is_off() -> None:
    assert set(list_flags(MINA, FakeFlags()).flags.values()) == {False}
