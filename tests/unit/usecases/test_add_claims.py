import pytest

from callnotes.usecases.add_claims import add_claims


def test_groups_become_claims_and_nothing_is_taken_away() -> None:
    assert add_claims(["agent", "tenant.hanbit"]) == ({"tenant": "hanbit", "role": "agent"}, [])


@pytest.mark.parametrize(
    ("groups", "suppressed"),
    [
        ([], ["tenant", "role"]),
        (["newcomer"], ["tenant", "role"]),
        (["agent"], ["tenant"]),
        (["tenant.hanbit"], ["role"]),
        (["agent", "tenant.a", "tenant.b"], ["tenant"]),
    ],
)
def test_a_claim_no_group_gives_is_taken_away(groups: list[str], suppressed: list[str]) -> None:
    assert add_claims(groups)[1] == suppressed
