"""Who a flag is on for, and which documents are refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.actor import Role
from callnotes.domain.flags import (
    PARTS,
    Flag,
    FlagName,
    FlagReading,
    MalformedFlags,
    Subject,
    check_document,
    parse_flags,
    part_of,
    switch_flags,
)
from tests.flag_documents import BAD_DOCUMENTS, make_document

DICTATION = FlagName.DICTATION
MINA = Subject("hanbit", "user-mina", Role.AGENT)
CALLER = Subject("hanbit", "customer-1", tier="standard")

subjects = st.builds(Subject, st.sampled_from(["hanbit", "meridian"]), st.uuids().map(str))
percentages = st.integers(0, PARTS).map(lambda part: part * 100 / PARTS)


def flag(**attributes: Any) -> Flag:
    return Flag.model_validate({"enabled": True} | attributes)


def parse(values: Any) -> Any:
    return parse_flags(json.dumps(values).encode())


def test_an_enabled_flag_without_conditions_is_on_for_everybody() -> None:
    assert flag().is_on(DICTATION, MINA)
    assert flag().is_on(DICTATION, CALLER)


@pytest.mark.parametrize(
    ("attributes", "subject", "expected"),
    [
        ({"enabled": False}, MINA, False),
        ({"tenants": ["hanbit"]}, MINA, True),
        ({"tenants": ["meridian"]}, MINA, False),
        ({"groups": ["agent", "admin"]}, MINA, True),
        ({"groups": ["supervisor"]}, MINA, False),
        ({"groups": ["supervisor"]}, CALLER, True),
        ({"tiers": ["premium"]}, CALLER, False),
        ({"tiers": ["premium", "standard"]}, CALLER, True),
        ({"tiers": ["premium"]}, MINA, True),
        ({"tenants": ["hanbit"], "groups": ["supervisor"]}, MINA, False),
        ({"percentage": 0}, MINA, False),
        ({"percentage": 100}, MINA, True),
    ],
)
def test_a_flag_is_on_for_who_meets_all_its_conditions(
    attributes: dict[str, Any], subject: Subject, *, expected: bool
) -> None:
    assert flag(**attributes).is_on(DICTATION, subject) is expected


@given(subject=subjects, smaller=percentages, larger=percentages)
def test_a_larger_percentage_keeps_who_was_in_a_smaller_one(
    subject: Subject, smaller: float, larger: float
) -> None:
    smaller, larger = sorted((smaller, larger))
    before, after = flag(percentage=smaller), flag(percentage=larger)
    assert after.is_on(DICTATION, subject) or not before.is_on(DICTATION, subject)


@given(subject=subjects, name=st.sampled_from(FlagName))
def test_a_part_is_one_of_all(subject: Subject, name: FlagName) -> None:
    assert 0 <= part_of(name, subject) < PARTS


def test_the_part_of_a_user_never_changes() -> None:
    assert [part_of(name, MINA) for name in FlagName] == [1040, 3185, 8996]


@pytest.mark.parametrize("percentage", [5, 20, 50])
def test_a_percentage_is_that_share_of_the_users(percentage: int) -> None:
    users = [Subject("hanbit", f"user-{number}") for number in range(10_000)]
    share = sum(flag(percentage=percentage).is_on(DICTATION, user) for user in users) / 100
    assert share == pytest.approx(percentage, abs=1.5)


def test_flags_with_the_same_percentage_are_on_for_different_users() -> None:
    users = [Subject("hanbit", f"user-{number}") for number in range(100)]
    on = [{u.user_id for u in users if flag(percentage=50).is_on(n, u)} for n in FlagName]
    assert on[0] != on[1] != on[2]


def test_the_same_user_id_in_another_tenant_is_another_subject() -> None:
    parts = {part_of(DICTATION, Subject(tenant, "user-1")) for tenant in ("hanbit", "meridian")}
    assert len(parts) == 2


def test_a_flag_that_the_document_lacks_is_off() -> None:
    switched = switch_flags({DICTATION: flag()}, MINA)
    assert switched == {
        FlagName.PREMIUM_CALLBACK: False,
        FlagName.DICTATION: True,
        FlagName.NEW_ESCALATION: False,
    }


def test_flags_that_were_never_read_are_off_and_have_no_version() -> None:
    reading = FlagReading()
    assert (switch_flags(reading.flags, MINA)[DICTATION], reading.version) == (False, None)


def test_a_reading_with_a_problem_is_stale() -> None:
    assert [FlagReading(problem=text).is_stale for text in ("", "away")] == [False, True]


def test_what_appconfig_adds_is_no_attribute() -> None:
    values = {"dictation": {"enabled": True, "_updatedAt": "2026-11-21T00:00:00Z"}}
    assert parse(values) == {DICTATION: flag()}


def test_a_flag_of_a_later_version_of_the_code_is_skipped() -> None:
    assert parse({"later": {"enabled": True, "mood": "good"}}) == {}


@pytest.mark.parametrize("values", [b"", b"{", b"[]", b'{"dictation": true}'])
def test_what_is_no_map_of_flags_is_refused(values: bytes) -> None:
    with pytest.raises(MalformedFlags):
        parse_flags(values)


@pytest.mark.parametrize(
    ("attributes", "fault"),
    [
        ({}, "dictation.enabled: Field required"),
        ({"enabled": "yes"}, "dictation.enabled: Input should be a valid boolean"),
        ({"enabled": True, "percentage": 101}, "dictation.percentage: "),
        ({"enabled": True, "percentage": "20"}, "dictation.percentage: "),
        ({"enabled": True, "mood": "good"}, "dictation.mood: Extra inputs are not permitted"),
        ({"enabled": True, "tiers": ["gold"]}, "dictation.tiers.0: "),
        ({"enabled": True, "tenants": ["Hanbit"]}, "dictation.tenants.0: "),
        ({"enabled": True, "groups": ["boss"]}, "dictation.groups.0: "),
    ],
)
def test_a_bad_flag_is_named_with_its_fault(attributes: dict[str, Any], fault: str) -> None:
    with pytest.raises(MalformedFlags) as raised:
        parse({"dictation": attributes})
    assert str(raised.value).startswith(fault)


def test_a_good_document_is_accepted() -> None:
    check_document(make_document(dictation={"enabled": True, "percentage": 20}))


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_bad_document_is_refused(name: str) -> None:
    with pytest.raises(MalformedFlags):
        check_document(BAD_DOCUMENTS[name])


def test_a_value_of_a_flag_that_is_not_defined_is_refused() -> None:
    document = {"version": "1", "flags": {}, "values": {"dictation": {"enabled": True}}}
    with pytest.raises(MalformedFlags, match=r"values\.dictation"):
        check_document(json.dumps(document).encode())
