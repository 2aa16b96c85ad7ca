"""The four steps of a rotation, in every order and with every failure."""

from itertools import permutations, product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from callnotes.domain.errors import (
    CallnotesError,
    CredentialRefused,
    NotPending,
    PartnerUnavailable,
    Unavailable,
)
from callnotes.domain.secret import STEPS, Step
from callnotes.usecases.rotate_secret import rotate_secret
from tests.fakes.secrets import FIRST, FakeCredentials, FakeVersions

VERSIONS = tuple(f"{number}" * 36 for number in (1, 2, 3))
NEW = VERSIONS[0]


class Rotation:
    """A secret, its partner, and steps that may fail."""

    def __init__(self) -> None:
        self.versions, self.partner = FakeVersions(), FakeCredentials()

    def do(self, *steps: Step, version_id: str = NEW) -> list[bool]:
        return [
            rotate_secret(step, version_id, versions=self.versions, partner=self.partner)
            for step in steps
        ]

    def try_to(self, step: Step, version_id: str = NEW) -> CallnotesError | None:
        try:
            self.do(step, version_id=version_id)
        except CallnotesError as error:
            return error
        return None

    @property
    def current(self) -> str:
        return self.versions.values[self.versions.holder("AWSCURRENT") or ""]


@pytest.fixture
def rotation() -> Rotation:
    return Rotation()


@pytest.mark.parametrize("is_staged", [True, False])
def test_four_steps_make_a_new_secret_current(rotation: Rotation, *, is_staged: bool) -> None:
    if is_staged:
        rotation.versions.stage(NEW)
    assert rotation.do(*STEPS) == [True] * 4
    assert rotation.versions.holder("AWSCURRENT") == NEW
    assert rotation.versions.holder("AWSPREVIOUS") == FIRST
    assert rotation.versions.holder("AWSPENDING") is None
    assert rotation.current in rotation.partner.accepted


def test_the_new_secret_is_long_and_another_each_time(rotation: Rotation) -> None:
    rotation.do(*STEPS)
    rotation.do(*STEPS, version_id=VERSIONS[1])
    first, second = (rotation.versions.values[version] for version in VERSIONS[:2])
    assert first != second
    assert len(first) == len(second) == 64


def test_the_previous_secret_is_accepted_until_the_next_rotation(rotation: Rotation) -> None:
    rotation.do(*STEPS)
    assert "first" in rotation.partner.accepted
    rotation.do("createSecret", "setSecret", version_id=VERSIONS[1])
    assert "first" not in rotation.partner.accepted


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" ".join)
def test_in_any_order_only_an_accepted_secret_becomes_current(order: tuple[Step, ...]) -> None:
    rotation = Rotation()
    for step in order:
        rotation.try_to(step)
        assert rotation.current in rotation.partner.accepted
    for step in STEPS:
        rotation.do(step)
    assert rotation.versions.holder("AWSCURRENT") == NEW


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_comes_again_changes_nothing(rotation: Rotation, step: Step) -> None:
    for before in STEPS[: STEPS.index(step) + 1]:
        rotation.do(before)
    values, accepted = dict(rotation.versions.values), list(rotation.partner.accepted)
    rotation.do(step, step)
    assert (rotation.versions.values, rotation.partner.accepted) == (values, accepted)


@pytest.mark.parametrize("step", STEPS)
def test_a_rotation_that_is_over_is_not_done_again(rotation: Rotation, step: Step) -> None:
    rotation.do(*STEPS)
    assert rotation.do(step) == [False]


@pytest.mark.parametrize(("step", "version_id"), list(product(STEPS[1:], (NEW, VERSIONS[1]))))
def test_a_version_that_is_not_pending_is_refused(
    rotation: Rotation, step: Step, version_id: str
) -> None:
    rotation.versions.stage(VERSIONS[2])
    with pytest.raises(NotPending):
        rotation.do(step, version_id=version_id)


@pytest.mark.parametrize("step", STEPS)
def test_the_previous_version_is_not_rotated_to(rotation: Rotation, step: Step) -> None:
    rotation.do(*STEPS)
    with pytest.raises(NotPending):
        rotation.do(step, version_id=FIRST)


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_staged_version_without_a_value_is_refused(rotation: Rotation, step: Step) -> None:
    rotation.versions.stage(NEW)
    with pytest.raises(NotPending, match="createSecret"):
        rotation.do(step)


@pytest.mark.parametrize("step", ["testSecret", "finishSecret"])
def test_a_secret_that_the_partner_never_got_stays_pending(rotation: Rotation, step: Step) -> None:
    rotation.do("createSecret")
    with pytest.raises(CredentialRefused):
        rotation.do(step)
    assert rotation.current == "first"


@pytest.mark.parametrize("step", STEPS)
def test_while_the_store_is_away_every_step_fails(rotation: Rotation, step: Step) -> None:
    rotation.versions.is_away = True
    with pytest.raises(Unavailable):
        rotation.do(step)


@pytest.mark.parametrize("step", STEPS[1:])
def test_while_the_partner_is_away_nothing_becomes_current(rotation: Rotation, step: Step) -> None:
    rotation.do("createSecret", "setSecret")
    rotation.partner.is_away = True
    with pytest.raises(PartnerUnavailable):
        rotation.do(step)
    rotation.partner.is_away = False
    rotation.do(*STEPS)
    assert rotation.versions.holder("AWSCURRENT") == NEW


def test_a_lost_response_of_the_partner_is_made_up_for(rotation: Rotation) -> None:
    rotation.do("createSecret")
    rotation.partner.loses_responses = True
    with pytest.raises(PartnerUnavailable):
        rotation.do("setSecret")
    rotation.partner.loses_responses = False
    rotation.do(*STEPS)
    assert rotation.current in rotation.partner.accepted


def test_without_a_partner_the_secret_rotates_all_the_same(rotation: Rotation) -> None:
    rotation.partner.is_there = False
    rotation.do(*STEPS)
    assert rotation.versions.holder("AWSCURRENT") == NEW
    assert rotation.partner.accepted == ["first"]


class Rotations(RuleBasedStateMachine):
    """Several rotations that get into each other's way while dependencies come and go."""

    @initialize()
    def begin(self) -> None:
        self.rotation = Rotation()

    @rule(step=st.sampled_from(STEPS), version_id=st.sampled_from(VERSIONS))
    def step(self, step: Step, version_id: str) -> None:
        self.rotation.try_to(step, version_id)

    @rule(version_id=st.sampled_from(VERSIONS))
    def stage(self, version_id: str) -> None:
        # Secrets Manager begins a rotation to a new version only.
        if version_id not in self.rotation.versions.values:
            self.rotation.versions.stage(version_id)

    @rule(away=st.booleans())
    def let_the_store_come_and_go(self, *, away: bool) -> None:
        self.rotation.versions.is_away = away

    @rule(away=st.booleans(), losing=st.booleans())
    def let_the_partner_come_and_go(self, *, away: bool, losing: bool) -> None:
        self.rotation.partner.is_away = away
        self.rotation.partner.loses_responses = losing

    @invariant()
    def the_partner_accepts_the_current_secret(self) -> None:
        assert self.rotation.current in self.rotation.partner.accepted

    @invariant()
    def values_never_change(self) -> None:
        seen = self.__dict__.setdefault("seen", {})
        values = self.rotation.versions.values
        assert {version: values[version] for version in seen} == seen
        seen.update(values)


TestRotations = Rotations.TestCase
TestRotations.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
