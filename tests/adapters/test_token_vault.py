"""The contract of `ports.TokenVault`."""

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.clients import make_client
from callnotes.adapters.kms_token_vault import KMSTokenVault
from callnotes.domain.errors import TokenUnreadable, Unavailable
from callnotes.ports.escalations import TokenVault
from tests.cloud import Cloud
from tests.fakes.workflow import FakeVault
from tests.faults.rules import ALWAYS, Faults, Rule, refused


@pytest.fixture
def vault(side: str, cloud: Cloud) -> TokenVault:
    if side == "fake":
        return FakeVault()
    return KMSTokenVault(make_client("kms"), cloud.resources["TaskTokenKey"])


def test_a_sealed_token_opens(vault: TokenVault) -> None:
    sealed = vault.seal_token("hanbit", "e1", "AQCEAAAAKgAAAAM=")
    assert vault.open_token("hanbit", "e1", sealed) == "AQCEAAAAKgAAAAM="


@pytest.mark.parametrize(("tenant", "escalation_id"), [("meridian", "e1"), ("hanbit", "e2")])
def test_a_token_opens_for_its_escalation_only(
    vault: TokenVault, tenant: str, escalation_id: str
) -> None:
    sealed = vault.seal_token("hanbit", "e1", "AQCEAAAAKgAAAAM=")
    with pytest.raises(TokenUnreadable):
        vault.open_token(tenant, escalation_id, sealed)


def test_a_ciphertext_has_no_plain_token(cloud: Cloud) -> None:
    vault = KMSTokenVault(make_client("kms"), cloud.resources["TaskTokenKey"])
    assert b"AQCEAAAAKg" not in vault.seal_token("hanbit", "e1", "AQCEAAAAKgAAAAM=")


@pytest.mark.parametrize("code", ["InvalidCiphertextException", "IncorrectKeyException"])
def test_a_ciphertext_that_was_altered_does_not_open(
    cloud: Cloud, faults: Faults, code: str
) -> None:
    faults.add(refused("kms", "Decrypt", code))
    vault = KMSTokenVault(make_client("kms"), cloud.resources["TaskTokenKey"])
    with pytest.raises(TokenUnreadable):
        vault.open_token("hanbit", "e1", vault.seal_token("hanbit", "e1", "token"))


def test_a_key_that_is_disabled_is_an_error(cloud: Cloud, faults: Faults) -> None:
    faults.add(refused("kms", "Decrypt", "DisabledException"))
    vault = KMSTokenVault(make_client("kms"), cloud.resources["TaskTokenKey"])
    with pytest.raises(Unavailable):
        vault.open_token("hanbit", "e1", vault.seal_token("hanbit", "e1", "token"))


@pytest.mark.parametrize("operation", ["Encrypt", "Decrypt"])
def test_a_key_that_is_away_is_unavailable(cloud: Cloud, faults: Faults, operation: str) -> None:
    vault = KMSTokenVault(make_client("kms"), cloud.resources["TaskTokenKey"])
    faults.add(Rule("kms", operation, "drop", times=ALWAYS))
    with pytest.raises(Unavailable):
        vault.open_token("hanbit", "e1", vault.seal_token("hanbit", "e1", "token"))


def test_a_permission_that_is_missing_is_an_error(cloud: Cloud, faults: Faults) -> None:
    faults.add(refused("kms", "Decrypt", "AccessDeniedException"))
    vault = KMSTokenVault(make_client("kms"), cloud.resources["TaskTokenKey"])
    with pytest.raises(ClientError):
        vault.open_token("hanbit", "e1", vault.seal_token("hanbit", "e1", "token"))
