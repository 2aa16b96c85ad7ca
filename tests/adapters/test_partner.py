"""The contract of `ports.Partner`, and how the adapter treats a partner that misbehaves."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.http_partner import HTTPPartner
from callnotes.adapters.ssm_parameters import SSMParameter
from callnotes.domain.errors import PartnerUnavailable
from callnotes.domain.escalation import PartnerMessage
from callnotes.ports import Partner
from tests.builders import unique
from tests.fakes.workflow import FakePartner

pytestmark = pytest.mark.usefixtures("cloud")

MESSAGE = PartnerMessage("inform", "hanbit", "e1")
CLOSED = "http://127.0.0.1:9/"


class Server(ThreadingHTTPServer):
    """A partner on loopback that answers with `status` and keeps what it got."""

    def __init__(self) -> None:
        self.status = 202
        self.got: list[tuple[str | None, Any]] = []
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Answer(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.headers["Idempotency-Key"], json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Location", self.server.address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def make_partner(address: str) -> HTTPPartner:
    client, name = make_client("ssm"), f"/{unique('partner')}"
    client.put_parameter(Name=name, Value=address, Type="String")
    return HTTPPartner(SSMParameter(client, name))


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
