"""A web page that the developer visits can neither read nor change the local cloud."""

from uuid import uuid4

import pytest

from tests.security.browser import FOREIGN_NAME, OpenServer, serving, visit
from tests.stack.stack import Stack

pytestmark = pytest.mark.timeout(300)

READ_WHERE_ALL_IS_OPEN = {
    "cors get",
    "cors text",
    "cors form",
    "cors preflight",
    "cors put",
    "contract",
    "image",
    "script",
    "style",
    "socket /socket",
    "socket /v1/socket",
}
SENT = (
    "GET /?Action=CreateUser",
    "POST /text Action=CreateUser",
    "POST / Action=CreateUser",
    "OPTIONS /preflight",
    "PUT /bucket-",
    "POST /2015-03-31/functions {",
    "POST /_ministack/reset",
    "POST /v1/notes {",
    "GET /image?Action=CreateUser",
    "GET /script?Action=CreateUser",
    "GET /style?Action=CreateUser",
    "GET /frame?Action=CreateUser",
    "POST /form Action=CreateUser",
    "POST /beacon Action=CreateUser",
    "GET /socket",
)


@pytest.fixture
def user() -> str:
    return f"page-{uuid4().hex[:8]}"


def test_given_a_server_that_is_open_when_a_page_attacks_then_it_reads_and_sends_everything(
    user: str,
) -> None:
    # Without this, a page that reads nothing below would prove nothing.
    server = OpenServer()
    with serving(server.handler) as port:
        read = visit(f"http://127.0.0.1:{port}", user)

    assert set(read) == READ_WHERE_ALL_IS_OPEN
    missing = [start for start in SENT if not any(a.startswith(start) for a in server.arrivals)]
    assert missing == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", FOREIGN_NAME])
@pytest.mark.parametrize("page", ["127.0.0.1", FOREIGN_NAME])
def test_given_the_emulators_port_when_a_page_attacks_then_nothing_is_read_or_changed(
    stack: Stack, user: str, name: str, page: str
) -> None:
    before = everything(stack)

    assert visit(f"http://{name}:{stack.cloud.emulator.port}", user, page) == []

    assert everything(stack) == before


@pytest.mark.parametrize("name", ["127.0.0.1", FOREIGN_NAME])
def test_given_the_edge_when_a_page_attacks_then_nothing_is_read_or_changed(
    stack: Stack, user: str, name: str
) -> None:
    before = everything(stack)
    port = stack.url.rpartition(":")[2]

    assert visit(f"http://{name}:{port}", user) == []

    assert everything(stack) == before


def everything(stack: Stack) -> list[set[str]]:
    """The names of what a page tries to make, or to remove with everything else."""
    clients = stack.clients
    tables = clients.dynamodb.list_tables()["TableNames"]
    return [
        {user["UserName"] for user in clients.iam.list_users()["Users"]},
        {found["FunctionName"] for found in clients.functions.list_functions()["Functions"]},
        {bucket["Name"] for bucket in clients.s3.list_buckets()["Buckets"]},
        {
            *tables,
            *(str(clients.dynamodb.scan(TableName=t, Select="COUNT")["Count"]) for t in tables),
        },
    ]
