"""The contract of `ports.SecretVersions`: staging labels as they are documented."""

from uuid import uuid4

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.secrets_manager import SecretsManagerVersions
from callnotes.domain.errors import Unavailable
from callnotes.domain.secret import find_current
from callnotes.ports.partner import SecretVersions
from tests.builders import unique
from tests.cloud import create_secret
from tests.fakes.secrets import FakeVersions
from tests.faults.rules import ALWAYS, Faults, Rule

pytestmark = pytest.mark.usefixtures("cloud")


@pytest.fixture
def versions(side: str) -> SecretVersions:
    if side == "fake":
        return FakeVersions()
    return SecretsManagerVersions(make_client("secretsmanager"), create_secret(unique("secret")))


@pytest.fixture
def new() -> str:
    return str(uuid4())


def test_a_secret_has_one_current_version(versions: SecretVersions) -> None:
    (version_id,) = versions.read_labels()
    assert find_current(versions.read_labels()) == version_id
    assert versions.read_secret(version_id) == "first"


def test_a_version_that_nobody_made_has_no_value(versions: SecretVersions, new: str) -> None:
    assert versions.read_secret(new) is None
    assert new not in versions.read_labels()


def test_a_pending_version_leaves_the_current_one_alone(versions: SecretVersions, new: str) -> None:
    current = find_current(versions.read_labels())
    for _ in range(2):
        versions.put_pending(new, "second")
    assert versions.read_labels() == {current: {"AWSCURRENT"}, new: {"AWSPENDING"}}
    assert versions.read_secret(new) == "second"


def test_the_version_before_is_the_previous_one(versions: SecretVersions, new: str) -> None:
    current = find_current(versions.read_labels())
    versions.put_pending(new, "second")
    versions.make_current(new, instead_of=current)
    assert versions.read_labels() == {current: {"AWSPREVIOUS"}, new: {"AWSCURRENT"}}
    assert versions.read_secret(current) == "first"


def test_a_store_that_is_away_is_a_passing_error(versions: SecretVersions, faults: Faults) -> None:
    if isinstance(versions, FakeVersions):
        versions.is_away = True
    else:
        faults.add(Rule("secrets-manager", "DescribeSecret", "drop", times=ALWAYS))
    with pytest.raises(Unavailable):
        versions.read_labels()
