"""The emulator's port refuses other users of this machine and web pages."""

import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ResponseReceived

from callnotes_local.emulator.access import container_door
from callnotes_local.system.process import clean_environment
from tests.local.emulator.cloud import Cloud
from tests.local.emulator.gateway import deploy
from tests.security.raw_client import HOST, SECONDS, Reply, ask, send
from tests.stack.stack import Stack

ZEROS = "0" * 64
SCOPE = "20260101/us-east-1/iam/aws4_request"
FORM = ("Content-Type", "application/x-www-form-urlencoded")
TEXT = ("Content-Type", "text/plain")
SIGN_UP = ("X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp")
SCAN = ("X-Amz-Target", "DynamoDB_20120810.Scan")
SIGV4A = (
    "AWS4-ECDSA-P256-SHA256 Credential=test/20260101/iam/aws4_request,"
    f" SignedHeaders=host;x-amz-region-set, Signature={ZEROS}"
)


def _sigv4(key: str) -> str:
    parts = f"Credential={key}/{SCOPE}, SignedHeaders=host, Signature={ZEROS}"
    return f"AWS4-HMAC-SHA256 {parts}"


CREDENTIALS = {
    "none": [],
    "junk": [("Authorization", "x")],
    "junk in lower case": [("authorization", "x")],
    "empty": [("Authorization", "")],
    "basic": [("Authorization", "Basic dGVzdDp0ZXN0")],
    "algorithm alone": [("Authorization", "AWS4-HMAC-SHA256")],
    "the emulator's own name": [("Authorization", _sigv4("test"))],
    "an account number": [("Authorization", _sigv4("000000000000"))],
    "no key": [("Authorization", _sigv4(""))],
    "signature version 2": [("Authorization", "AWS test:c2lnbmF0dXJl")],
    "signature version 4a": [("Authorization", SIGV4A), ("X-Amz-Region-Set", "*")],
}
QUERIES = {
    "test": f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/{SCOPE}"
    f"&X-Amz-Date=20260101T000000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host"
    f"&X-Amz-Signature={ZEROS}",
    "lower case": f"x-amz-algorithm=AWS4-HMAC-SHA256&x-amz-credential=test/{SCOPE}"
    f"&x-amz-signature={ZEROS}",
    "credential alone": f"X-Amz-Credential=test/{SCOPE}",
    "version 2": "AWSAccessKeyId=test&Signature=c2lnbmF0dXJl&Expires=4102444800",
}
HOLD = """
import pathlib, time
from callnotes_local.emulator.access import container_door
with container_door.hold_open(pathlib.Path("{home}"), "host.docker.internal"):
    print("open", flush=True)
    time.sleep(60)
"""
PAGES = {
    "origin": ("Origin", "http://evil.example"),
    "null origin": ("Origin", "null"),
    "referer": ("Referer", "http://evil.example/page"),
    "site": ("Sec-Fetch-Site", "cross-site"),
    "mode": ("Sec-Fetch-Mode", "no-cors"),
    "destination": ("Sec-Fetch-Dest", "image"),
    "lower case": ("origin", "http://evil.example"),
}


@pytest.fixture(scope="module")
def port(stack: Stack) -> int:
    return stack.cloud.emulator.port


@pytest.fixture
def user(stack: Stack) -> Iterator[str]:
    """The name of an administrator that the test tries to make, and must not."""
    name = f"mallory-{uuid4().hex[:8]}"
    yield name
    users = stack.clients.iam.list_users()["Users"]
    assert name not in [user["UserName"] for user in users]


def creation(name: str) -> str:
    return f"Action=CreateUser&UserName={name}&Version=2010-05-08"


def assert_refused(reply: Reply) -> None:
    assert reply.status in (400, 401, 403), reply
    assert not reply.cors_headers
    assert "<CreateUserResult>" not in reply.body
    # SignUp's own words for a client that does not exist.
    assert "ResourceNotFoundException" not in reply.body


@pytest.mark.parametrize("credentials", CREDENTIALS.values(), ids=CREDENTIALS)
def test_given_no_valid_signature_when_posted_then_refused(
    port: int, user: str, credentials: list[tuple[str, str]]
) -> None:
    assert_refused(ask(port, "POST /", [FORM, *credentials], creation(user)))
    assert_refused(ask(port, f"GET /?{creation(user)}", credentials))
    assert_refused(ask(port, "POST /", [TEXT, *credentials], creation(user)))
    assert_refused(ask(port, "POST /", [SCAN, *credentials], '{"TableName": "any"}'))


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_given_made_up_query_credentials_when_called_then_refused(
    port: int, user: str, query: str
) -> None:
    assert_refused(ask(port, f"GET /?{creation(user)}&{query}"))
    assert_refused(ask(port, f"POST /?{query}", [FORM], creation(user)))


def test_given_a_users_id_token_when_sent_to_a_service_then_refused(
    port: int, user: str, stack: Stack
) -> None:
    token = stack.directory.sign_in(stack.new_user(stack.new_tenant())).id

    for value in (token, f"Bearer {token}"):
        assert_refused(ask(port, "POST /", [FORM, ("Authorization", value)], creation(user)))
        assert_refused(ask(port, "POST /", [SCAN, ("Authorization", value)], "{}"))


@pytest.mark.parametrize(
    ("service", "request_line", "headers", "code"),
    [
        ("iam", "GET /?Action=ListUsers&Version=2010-05-08", [], "MissingAuthenticationToken"),
        ("dynamodb", "POST /", [SCAN], "MissingAuthenticationTokenException"),
        ("s3", "GET /bucket/key", [], "AccessDenied"),
        ("dynamodb", "POST /", [SCAN, *CREDENTIALS["junk"]], "IncompleteSignatureException"),
        ("iam", "POST /", CREDENTIALS["the emulator's own name"], "IncompleteSignature"),
    ],
)
def test_given_no_valid_signature_when_refused_then_with_the_code_of_the_service(
    port: int, service: str, request_line: str, headers: list[tuple[str, str]], code: str
) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html"""
    assert code in ask(port, request_line, headers).body, service


@pytest.mark.parametrize(
    "path",
    [
        "/_ministack/reset",
        "/_ministack/health",
        "/_ministack/config",
        "/_ministack/rds/iam-auth",
        "/_ministack/cfn-response/token",
        "/_ministack/lambda-code/anything",
        "/_localstack/health",
        "/_callnotes/status",
        "/_callnotes/checkpoint",
        "/health",
        "/oauth2/authorize?client_id=x&response_type=code",
        "/oauth2/token",
        "/oauth2/userInfo",
        "/oauth2/idpresponse",
        "/saml2/idpresponse",
        "/login",
        "/logout",
        "/_aws/sqs/messages",
        "/_aws/ses",
        "/_aws/lambda-url/anything/",
        "/_alb/anything/",
        "/v2/anything",
        "/bucket/key",
        "/nowhere/.well-known/jwks.json",
        "//_ministack/reset",
        "/%5fministack/reset",
        "/_ministack%2freset",
        "/./_ministack/reset",
        "/x/../_ministack/reset",
        "/_MINISTACK/reset",
        "/_ministack/reset#",
        "/_ministack/reset?init=1",
        "/.well-known/jwks.json/../../_ministack/reset",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD", "OPTIONS"])
def test_given_any_other_path_of_the_emulator_when_unsigned_then_refused(
    port: int, method: str, path: str
) -> None:
    assert_refused(ask(port, f"{method} {path}"))


@pytest.mark.parametrize(
    "secret", [[], [("X-Callnotes-Secret", "")], [("X-Callnotes-Secret", "guess")]]
)
def test_given_no_secret_of_the_run_when_a_stage_is_called_then_refused(
    port: int, stack: Stack, secret: list[tuple[str, str]]
) -> None:
    api = stack.output("ApiId")
    for path in (
        f"/_aws/execute-api/{api}/local/v1/health",
        f"/restapis/{api}/local/_user_request_/v1/health",
    ):
        assert_refused(ask(port, f"GET {path}", secret))
    host = ("Host", f"{api}.execute-api.localhost:{port}")
    assert_refused(ask(port, "GET /local/v1/health", [host, *secret]))


def test_given_the_secret_of_the_run_when_anything_else_is_called_then_it_opens_nothing(
    port: int, stack: Stack, user: str
) -> None:
    secret = list(stack.cloud.emulator.secret_header.items())

    assert_refused(ask(port, "POST /", [FORM, *secret], creation(user)))
    assert_refused(ask(port, "POST /_ministack/reset", secret))
    assert_refused(ask(port, "GET /x/_callnotes/status", secret))


def test_given_a_call_through_the_gateway_when_the_function_sees_it_then_without_the_secret(
    stack: Stack,
) -> None:
    cloud = Cloud(stack.cloud.emulator)
    api = cloud.client("apigateway").create_rest_api(name="echo")["id"]
    source = "import json\ndef handler(event, context):\n"
    source += "    return {'statusCode': 200, 'body': json.dumps(event)}\n"

    seen = deploy(cloud, api, source).get().body

    assert seen["httpMethod"] == "GET"
    assert stack.cloud.emulator.keys.run_secret not in str(seen)
    assert "callnotes-secret" not in str(seen).lower()


@pytest.mark.parametrize("mark", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("path", ["/", "/_callnotes/status", "/_ministack/health", "/bucket"])
def test_given_what_only_pages_send_when_called_then_403_without_cors(
    port: int, mark: tuple[str, str], path: str
) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        reply = ask(port, f"{method} {path}", [mark, SIGN_UP])
        assert (reply.status, reply.cors_headers) == (403, [])


def test_given_a_preflight_when_sent_then_403_without_cors(port: int, stack: Stack) -> None:
    headers = [("Origin", "http://evil.example"), ("Access-Control-Request-Method", "POST")]
    stage = f"/_aws/execute-api/{stack.output('ApiId')}/local/v1/notes"

    for path in ("/", "/bucket/key", "/_ministack/reset", stage):
        reply = ask(port, f"OPTIONS {path}", headers)
        assert (reply.status, reply.cors_headers) == (403, [])


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:{port}0",
        "127.0.0.1.:{port}",
        "localhost.:{port}",
        "127.0.0.1.evil.example:{port}",
        "[::1]:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "0.0.0.0:{port}",
        "2130706433:{port}",
        "bucket.localhost:{port}",
        "cognito-idp.us-east-1.amazonaws.com",
        "host.docker.internal:{port}",
        "172.17.0.1:{port}",
        "evil.example@127.0.0.1:{port}",
        "",
    ],
)
def test_given_another_host_when_called_then_403(port: int, host: str) -> None:
    reply = ask(port, "POST /", [("Host", host.format(port=port)), SIGN_UP], "{}")

    assert reply.status == 403
    assert not reply.cors_headers


def test_given_the_container_door_when_it_is_open_then_its_host_is_accepted_and_only_then(
    stack: Stack, port: int
) -> None:
    home, host = stack.cloud.emulator.home, ("Host", f"host.docker.internal:{port}")

    with container_door.hold_open(home, "host.docker.internal"):
        assert "Client None not found" in ask(port, "POST /", [host, SIGN_UP], "{}").body
        assert ask(port, "POST /", [host, SIGN_UP, PAGES["origin"]], "{}").status == 403
        assert_refused(ask(port, "GET /?Action=ListUsers", [host]))
        assert ask(port, "POST /", [("Host", f"172.17.0.1:{port}"), SIGN_UP]).status == 403
    assert ask(port, "POST /", [host, SIGN_UP], "{}").status == 403


def test_given_a_door_whose_holder_was_killed_when_read_then_it_is_closed(
    tmp_path: Path,
) -> None:
    holder = [sys.executable, "-c", HOLD.format(home=tmp_path)]
    with subprocess.Popen(holder, stdout=subprocess.PIPE, env=clean_environment()) as child:
        assert child.stdout
        assert child.stdout.readline() == b"open\n"
        assert container_door.read_host(tmp_path) == "host.docker.internal"
        child.kill()
    assert container_door.read_host(tmp_path) is None


def test_given_two_hosts_or_none_when_called_then_refused(port: int) -> None:
    good, evil = f"Host: {HOST}:{port}\r\n", "Host: evil.example\r\n"
    call = f"{SIGN_UP[0]}: {SIGN_UP[1]}\r\nContent-Length: 2\r\n\r\n{{}}"
    for heads in (good + evil, evil + good, ""):
        assert_refused(send(port, f"POST / HTTP/1.1\r\n{heads}{call}".encode()))
    assert_refused(send(port, f"POST / HTTP/1.0\r\n{call}".encode()))


@pytest.mark.parametrize("target", ["http://evil.example/", "http://127.0.0.1/", "*", "evil:80"])
def test_given_a_target_that_is_no_path_when_called_then_refused(port: int, target: str) -> None:
    for method in ("GET", "OPTIONS", "POST"):
        assert_refused(ask(port, f"{method} {target}", [SIGN_UP], "{}"))


@pytest.mark.parametrize("name", ["Authorization", "X-Amz-Target", "X-Callnotes-Secret"])
def test_given_a_repeated_header_of_the_caller_when_called_then_400(port: int, name: str) -> None:
    assert ask(port, "POST /", [(name, "one"), (name.lower(), "two")]).status == 400


@pytest.mark.parametrize(
    "request_line", ["POST /_ministack/reset", "POST /?Action=CreateUser&UserName=m", "PUT /"]
)
def test_given_an_operation_that_is_open_when_it_is_called_elsewhere_then_refused(
    port: int, request_line: str
) -> None:
    assert_refused(ask(port, request_line, [SIGN_UP], "{}"))


@pytest.mark.parametrize("chunked", [False, True])
def test_given_an_open_operation_when_its_body_is_huge_then_413(
    port: int, *, chunked: bool
) -> None:
    size = 300 * 1024
    framing = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(size))
    body = f"{size:x}\r\n{'x' * size}\r\n0\r\n\r\n" if chunked else "x" * size

    assert ask(port, "POST /", [SIGN_UP, framing], body).status == 413


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "identity, gzip", "aws-chunked"])
def test_given_an_open_operation_when_its_body_is_encoded_then_refused(
    port: int, encoding: str
) -> None:
    reply = ask(port, "POST /", [SIGN_UP, ("Content-Encoding", encoding)], "{}")

    assert "MissingAuthenticationToken" in reply.body


@pytest.mark.parametrize(
    "target",
    [
        "AWSCognitoIdentityProviderService.AdminCreateUser",
        "AWSCognitoIdentityProviderService.AdminCreateUser.SignUp",
        "AWSCognitoIdentityProviderService.CreateUserPool",
        "AWSCognitoIdentityService.GetCredentialsForIdentity",
        "DynamoDB_20120810.SignUp",
        "SignUp",
    ],
)
def test_given_an_operation_that_looks_open_when_called_then_refused(
    port: int, target: str
) -> None:
    assert_refused(ask(port, "POST /", [("X-Amz-Target", target)], '{"UserPoolId": "none"}'))


def test_given_a_websocket_when_it_connects_then_refused(port: int, stack: Stack) -> None:
    upgrade = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", b64encode(b"0" * 16).decode()),
    ]
    for path in ("/", f"/_aws/execute-api/{stack.output('ApiId')}/local"):
        assert ask(port, f"GET {path}", upgrade).status == 403
        assert ask(port, f"GET {path}", [*upgrade, PAGES["origin"]]).status == 403


@pytest.mark.parametrize("upgraded", [False, True])
@pytest.mark.parametrize("authority", ["127.0.0.1:{port}", "evil.example"])
def test_given_http2_without_a_signature_when_called_then_refused(
    port: int, authority: str, *, upgraded: bool
) -> None:
    host = authority.format(port=port)

    head = ask_http2(port, "/_ministack/health", host, upgraded=upgraded)

    assert head[":status"] == "403"
    assert not [name for name in head if name.startswith("access-control-")]


def ask_http2(port: int, path: str, host: str, *, upgraded: bool) -> dict[str, str]:
    """Ask with prior knowledge, or after an upgrade; return the head of the answer."""
    client = H2Connection(H2Configuration(header_encoding="utf-8"))
    with socket.create_connection((HOST, port), timeout=SECONDS) as connection:
        if upgraded:
            settings = (client.initiate_upgrade_connection() or b"").decode()
            head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            head += f"Upgrade: h2c\r\nHTTP2-Settings: {settings}\r\n\r\n"
            connection.sendall(head.encode())
        else:
            client.initiate_connection()
            pseudo = {":method": "GET", ":path": path, ":scheme": "http", ":authority": host}
            client.send_headers(1, list(pseudo.items()), end_stream=True)
        connection.sendall(client.data_to_send())
        if upgraded:
            read_switch(connection)
        while chunk := connection.recv(65536):
            for event in client.receive_data(chunk):
                if isinstance(event, ResponseReceived):
                    return {str(name): str(value) for name, value in event.headers}
    raise AssertionError("no answer")


def read_switch(connection: socket.socket) -> None:
    """Read the answer that switches protocols, and nothing after it."""
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += connection.recv(1)
    assert answer.startswith(b"HTTP/1.1 101 ")
