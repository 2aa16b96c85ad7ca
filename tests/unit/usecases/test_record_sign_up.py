from callnotes.domain.actor import claims_of
from callnotes.domain.sign_up import SignUp
from callnotes.usecases.record_sign_up import NEWCOMERS, record_sign_up
from tests.builders import NOON
from tests.fakes.directory import InMemoryDirectory
from tests.fakes.sign_ups import InMemorySignUps

SIGN_UP = SignUp("user-1", "mina", NOON)


def test_a_sign_up_is_recorded() -> None:
    sign_ups = InMemorySignUps()
    record_sign_up(SIGN_UP, sign_ups=sign_ups, directory=InMemoryDirectory())
    assert sign_ups.sign_ups == {"user-1": SIGN_UP}


def test_a_person_who_signs_up_is_a_newcomer() -> None:
    directory = InMemoryDirectory()
    record_sign_up(SIGN_UP, sign_ups=InMemorySignUps(), directory=directory)
    assert directory.groups == {"mina": {NEWCOMERS}}


def test_a_newcomer_has_no_permissions() -> None:
    assert claims_of([NEWCOMERS]) == {}
