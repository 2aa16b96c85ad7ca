"""From groups to claims: ambiguous groups give no permission."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.actor import Role, claims_of

GROUPS = st.lists(
    st.sampled_from(["agent", "supervisor", "admin", "newcomer", "tenant.a", "tenant.b", "tenant."])
    | st.text(max_size=8)
)


@pytest.mark.parametrize(
    ("groups", "claims"),
    [
        ([], {}),
        (["agent"], {"role": "agent"}),
        (["tenant.hanbit"], {"tenant": "hanbit"}),
        (["agent", "tenant.hanbit"], {"tenant": "hanbit", "role": "agent"}),
        (["agent", "supervisor"], {"role": "supervisor"}),
        (["admin", "supervisor", "agent"], {"role": "admin"}),
        (["newcomer"], {}),
        (["Agent", "TENANT.hanbit"], {}),
        (["tenant.a-9"], {"tenant": "a-9"}),
        ([f"tenant.{'x' * 32}"], {"tenant": "x" * 32}),
    ],
)
def test_groups_become_claims(groups: list[str], claims: dict[str, str]) -> None:
    assert claims_of(groups) == claims


def test_two_tenants_give_no_tenant() -> None:
    assert "tenant" not in claims_of(["agent", "tenant.hanbit", "tenant.meridian"])


@pytest.mark.parametrize(
    "name", ["", "Hanbit", "a b", "a.b", "a#NOTE#b", "x" * 33, "\uac00", "a\n"]
)
def test_group_whose_name_is_no_tenants_gives_no_tenant(name: str) -> None:
    assert "tenant" not in claims_of(["agent", f"tenant.{name}"])


def test_tenant_beside_a_malformed_tenant_group_gives_no_tenant() -> None:
    assert "tenant" not in claims_of(["tenant.hanbit", "tenant.Meridian"])


def test_one_tenant_named_twice_is_one() -> None:
    assert claims_of(["tenant.hanbit", "tenant.hanbit"]) == {"tenant": "hanbit"}


@given(GROUPS)
def test_the_order_of_groups_does_not_matter(groups: list[str]) -> None:
    assert claims_of(groups) == claims_of(groups[::-1])


@given(GROUPS)
def test_a_user_has_at_most_the_strongest_role_of_the_groups(groups: list[str]) -> None:
    held = [str(role) for role in Role if role in groups]
    assert claims_of(groups).get("role") == (held[-1] if held else None)
