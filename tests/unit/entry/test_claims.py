"""From claims to an actor: a missing claim gives no permissions."""

import pytest

from callnotes.domain.actor import Actor, Role
from callnotes.domain.errors import Forbidden, Unauthenticated
from callnotes.entry.claims import check_authorization, read_actor
from tests.gateway import CLIENT, make_claims


def test_complete_claims_name_an_actor() -> None:
    assert read_actor(make_claims(), CLIENT) == Actor("hanbit", "user-mina", Role.AGENT)


@pytest.mark.parametrize("role", Role)
def test_each_role_is_read(role: Role) -> None:
    assert read_actor(make_claims(role=str(role)), CLIENT).role is role


@pytest.mark.parametrize("claims", [None, {}])
def test_a_request_without_claims_is_unauthenticated(claims: dict[str, str] | None) -> None:
    with pytest.raises(Unauthenticated):
        read_actor(claims, CLIENT)


@pytest.mark.parametrize("token_use", ["access", "ID", None])
def test_a_token_that_is_not_an_id_token_is_unauthenticated(token_use: str | None) -> None:
    with pytest.raises(Unauthenticated):
        read_actor(make_claims(token_use=token_use), CLIENT)


@pytest.mark.parametrize("audience", ["another-client", None, ""])
def test_a_token_of_another_client_is_unauthenticated(audience: str | None) -> None:
    with pytest.raises(Unauthenticated):
        read_actor(make_claims(aud=audience), CLIENT)


@pytest.mark.parametrize("user_id", [None, ""])
def test_a_token_without_a_user_is_unauthenticated(user_id: str | None) -> None:
    with pytest.raises(Unauthenticated):
        read_actor(make_claims(sub=user_id), CLIENT)


@pytest.mark.parametrize("expiry", [None, ""])
def test_token_without_expiry_is_refused(expiry: str | None) -> None:
    with pytest.raises(Unauthenticated):
        read_actor(make_claims(exp=expiry), CLIENT)


@pytest.mark.parametrize(
    "tenant", [None, "", "Hanbit", "a b", "a#NOTE#b", "x" * 33, "\uac00", "a\n"]
)
def test_a_user_without_a_tenant_is_forbidden(tenant: str | None) -> None:
    with pytest.raises(Forbidden):
        read_actor(make_claims(tenant=tenant), CLIENT)


@pytest.mark.parametrize("role", [None, "", "newcomer", "AGENT", "agent,admin"])
def test_a_user_without_a_role_is_forbidden(role: str | None) -> None:
    with pytest.raises(Forbidden):
        read_actor(make_claims(role=role), CLIENT)


def test_attributes_a_user_may_write_give_no_permissions() -> None:
    claims = make_claims(tenant=None, role=None) | {
        "custom:tenant": "hanbit",
        "custom:role": "admin",
    }
    with pytest.raises(Forbidden):
        read_actor(claims, CLIENT)


@pytest.mark.parametrize(
    "authorization", ["Bearer a.b.c2ln", "bearer a.b.c2lnbmF0dXI", "BEARER a.b._-8"]
)
def test_bearer_token_in_its_one_spelling_passes(authorization: str) -> None:
    check_authorization(authorization)


@pytest.mark.parametrize(
    "authorization", ["", "a.b.c2ln", "Basic a.b.c2ln", "Bearera.b.c2ln", "Token a.b.c2ln"]
)
def test_token_without_the_bearer_scheme_is_refused(authorization: str) -> None:
    with pytest.raises(Unauthenticated):
        check_authorization(authorization)


@pytest.mark.parametrize(
    "signature", ["c2lnbmF0dXJ", "c2ln=", "c2lnbmF0dXI=", "+/8", "c2 ln", "c", "c2ln\u00e9", "!"]
)
def test_a_signature_altered_in_unused_bits_is_unauthenticated(signature: str) -> None:
    with pytest.raises(Unauthenticated):
        check_authorization(f"Bearer a.b.{signature}")
