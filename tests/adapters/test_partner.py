"""The contracts of `ports.Partner` and `ports.PartnerCredentials`, and a bad partner."""

import re
import threading
from collections.abc import Iterator
from itertools import pairwise

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.http_partner import (
    HTTPCredentials,
    HTTPPartner,
    PartnerConnection,
    sign,
)
from callnotes.adapters.parameters import CurrentSecret, ParameterPath
from callnotes.domain.errors import CredentialRefused, PartnerUnavailable, Unavailable
from callnotes.domain.escalation import PartnerMessage
from callnotes.ports.partner import Partner, PartnerCredentials
from callnotes_local.system.process import wait_until
from tests.builders import unique
from tests.cloud import create_secret
from tests.fakes.secrets import FakeCredentials
from tests.fakes.workflow import FakePartner
from tests.faults.rules import ALWAYS, Faults, Rule
from tests.partner import Server, serve_partner

pytestmark = pytest.mark.usefixtures("cloud")

MESSAGE = PartnerMessage("inform", "hanbit", "e1")
CLOSED = "http://127.0.0.1:9/"


@pytest.fixture
def server() -> Iterator[Server]:
    with serve_partner() as made:
        yield made


def make_connection(address: str, **more: str) -> PartnerConnection:
    client, path = make_client("ssm"), f"/{unique('partner')}"
    for name, value in {"url": address, "timeout": "3", **more}.items():
        client.put_parameter(Name=f"{path}/{name}", Value=value, Type="String")
    return PartnerConnection(ParameterPath(client, path))


def make_partner(address: str) -> HTTPPartner:
    """Make one whose secret is `first`."""
    secret = CurrentSecret(make_client("secretsmanager"), create_secret(unique("secret")))
    return HTTPPartner(make_connection(address), secret)


def rotate(partner: HTTPPartner, value: str) -> None:
    client = make_client("secretsmanager")
    client.put_secret_value(SecretId=partner.secret.secret_arn, SecretString=value)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_message_reaches_the_partner_if_there_is_one(
    side: str, server: Server, *, is_there: bool
) -> None:
    fake: Partner = FakePartner(is_there=is_there)
    partner = fake if side == "fake" else make_partner(server.address if is_there else "none")
    assert partner.send_message(MESSAGE) is is_there


def test_a_partner_who_is_away_is_an_error(side: str) -> None:
    partner: Partner = FakePartner(is_away=True) if side == "fake" else make_partner(CLOSED)
    with pytest.raises(PartnerUnavailable):
        partner.send_message(MESSAGE)


def test_the_message_has_ids_only_and_a_key(server: Server) -> None:
    make_partner(server.address).send_message(MESSAGE)
    sent = {"action": "inform", "tenant": "hanbit", "escalation_id": "e1"}
    assert server.got == [("e1-inform", sent)]


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_no_success_is_an_error_and_no_redirect_is_followed(
    server: Server, status: int
) -> None:
    server.status = status
    with pytest.raises(PartnerUnavailable):
        make_partner(server.address).send_message(MESSAGE)
    assert len(server.got) == 1


@pytest.mark.parametrize(
    "address", ["http://example.com/", "file:///etc/passwd", "http://169.254.169.254/", "nonsense"]
)
def test_an_address_that_is_not_https_is_refused(address: str) -> None:
    with pytest.raises(PartnerUnavailable, match="https"):
        make_partner(address).send_message(MESSAGE)


def test_the_signature_is_of_time_and_body_and_shows_no_secret(server: Server) -> None:
    make_partner(server.address).send_message(MESSAGE)
    (signature,) = server.signatures
    assert re.fullmatch(r"t=\d{10},v1=[0-9a-f]{64}", signature)


def test_a_signature_is_the_documented_one() -> None:
    # printf '1700000000.{}' | openssl dgst -sha256 -hmac first
    digest = "54b85ee068155f3778aeb74df7696a5ae89dfe52127da0e486e2b5ff589bf3d0"
    assert sign(b"{}", "first", 1_700_000_000) == f"t=1700000000,v1={digest}"


@pytest.mark.parametrize("accepted", [["first", "second"], ["second", "third"], ["second"]])
def test_while_the_secret_rotates_every_message_arrives(
    server: Server, accepted: list[str]
) -> None:
    partner = make_partner(server.address)
    assert partner.send_message(MESSAGE)
    rotate(partner, "second")
    server.accepted = accepted
    assert partner.send_message(MESSAGE)
    assert len(server.got) == 2


def test_a_secret_that_the_partner_does_not_know_is_read_again_once(server: Server) -> None:
    server.accepted = ["another"]
    partner = make_partner(server.address)
    with pytest.raises(PartnerUnavailable, match="secret") as raised:
        partner.send_message(MESSAGE)
    # The workflow retries by this very name.
    assert type(raised.value) is PartnerUnavailable
    assert len(server.signatures) == 2


def test_secret_and_parameters_are_read_once_for_many_messages(
    server: Server, faults: Faults
) -> None:
    partner = make_partner(server.address)
    before = len(faults.calls)
    for _ in range(5):
        partner.send_message(MESSAGE)
    assert len(faults.calls) - before == 2


def test_messages_arrive_while_a_rotation_goes_on_beside_them(server: Server) -> None:
    partner = make_partner(server.address)
    credentials, ended = HTTPCredentials(partner.connection), threading.Event()
    failures: list[Exception] = []

    def send_many() -> None:
        while not ended.is_set():
            try:
                partner.send_message(MESSAGE)
            except PartnerUnavailable as error:
                failures.append(error)

    def see_two_more() -> None:
        before = len(server.got)
        assert wait_until(lambda: bool(failures) or len(server.got) > before + 1, 30)

    sender = threading.Thread(target=send_many)
    sender.start()
    for current, new in pairwise(("first", "second", "third", "fourth")):
        credentials.set_credential(new, signed_by=current)
        see_two_more()
        credentials.test_credential(new)
        rotate(partner, new)
        see_two_more()
    ended.set()
    sender.join()
    assert failures == []
    assert len(set(server.signatures)) > 1


def make_credentials(side: str, server: Server) -> PartnerCredentials:
    return FakeCredentials() if side == "fake" else HTTPCredentials(make_connection(server.address))


def test_a_new_secret_is_accepted_beside_the_one_that_signed(side: str, server: Server) -> None:
    credentials = make_credentials(side, server)
    for _ in range(2):
        credentials.set_credential("second", signed_by="first")
    for secret in ("first", "second"):
        credentials.test_credential(secret)


def test_a_secret_that_nobody_sent_is_refused(side: str, server: Server) -> None:
    credentials = make_credentials(side, server)
    with pytest.raises(CredentialRefused):
        credentials.set_credential("third", signed_by="second")
    with pytest.raises(CredentialRefused):
        credentials.test_credential("third")


def test_without_a_partner_there_is_nobody_to_tell(side: str) -> None:
    credentials: PartnerCredentials = (
        FakeCredentials(is_there=False)
        if side == "fake"
        else HTTPCredentials(make_connection("none"))
    )
    credentials.set_credential("second", signed_by="unknown")
    credentials.test_credential("unknown")
    if isinstance(credentials, FakeCredentials):
        assert "second" not in credentials.accepted


def test_a_path_may_have_a_secure_string(server: Server) -> None:
    connection = make_connection(server.address)
    parameters = connection.parameters
    parameters.client.put_parameter(
        Name=f"{parameters.path}/account", Value="hidden", Type="SecureString"
    )
    assert parameters.read() == {"url": server.address, "timeout": "3", "account": "hidden"}


@pytest.mark.parametrize(
    ("service", "operation"),
    [("ssm", "GetParametersByPath"), ("secrets-manager", "GetSecretValue")],
)
def test_a_store_that_is_away_is_a_passing_error(
    server: Server, faults: Faults, service: str, operation: str
) -> None:
    partner = make_partner(server.address)
    faults.add(Rule(service, operation, "drop", times=ALWAYS))
    with pytest.raises(Unavailable):
        partner.send_message(MESSAGE)
