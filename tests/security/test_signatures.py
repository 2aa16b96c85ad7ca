"""A signature is valid for the request that was signed, by a known key, for a short time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from tests.local.emulator.cloud import Cloud
from tests.security.raw_client import Reply, ask
from tests.security.signing import Headers, Key, presign, sign, sign_chunks, signing_at
from tests.stack.stack import Stack

LIST = "Action=ListUsers&Version=2010-05-08"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TABLES = {
    "X-Amz-Target": "DynamoDB_20120810.ListTables",
    "Content-Type": "application/x-amz-json-1.0",
}
EMPTY = sha256(b"").hexdigest()
WHO_AM_I = """
    import boto3, os
    def handler(event, context):
        return [os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]]
"""


@pytest.fixture(scope="module")
def port(stack: Stack) -> int:
    return stack.cloud.emulator.port


@pytest.fixture(scope="module")
def key(stack: Stack) -> Key:
    keys = stack.cloud.emulator.keys
    return keys.access_key_id, keys.secret_access_key


def post(port: int, headers: Headers, body: str = LIST) -> Reply:
    return ask(port, "POST /", headers, body)


def assert_refused(reply: Reply) -> None:
    assert reply.status in (400, 403), reply
    assert not reply.cors_headers


def replaced(headers: Headers, name: str, change: Callable[[str], str]) -> Headers:
    return [(n, change(v) if n.lower() == name.lower() else v) for n, v in headers]


def test_given_the_administrators_signature_when_called_then_200(port: int, key: Key) -> None:
    # Without this the refusals below would prove nothing.
    reply = post(port, sign(port, key, LIST, headers=FORM))
    assert (reply.status, reply.cors_headers) == (200, [])
    for target in (f"/?{LIST}", "/_callnotes/status"):
        assert ask(port, f"GET {presign(port, key, target)}").status == 200
    assert post(port, sign(port, key, "{}", service="dynamodb", headers=TABLES), "{}").status == 200


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("Authorization", lambda value: value[:-64] + "0" * 64),
        ("Authorization", lambda value: value.replace("host;", "")),
        ("Authorization", lambda value: value.replace("us-east-1", "us-west-2")),
        ("Authorization", lambda value: value.replace("/iam/", "/s3/")),
        (
            "Authorization",
            lambda value: value.replace("Credential=", "Credential=test/a/b/c/d, Credential="),
        ),
        ("Authorization", lambda value: value.replace("AWS4-HMAC-SHA256", "aws4-hmac-sha256")),
        ("X-Amz-Date", lambda _: "20200101T000000Z"),
        ("X-Amz-Date", lambda _: "now"),
    ],
)
def test_given_a_changed_header_when_called_then_refused(
    port: int, key: Key, name: str, change: Callable[[str], str]
) -> None:
    assert_refused(post(port, replaced(sign(port, key, LIST, headers=FORM), name, change)))


def test_given_another_body_when_called_then_refused(port: int, key: Key) -> None:
    signed = sign(port, key, LIST, headers=FORM)
    other = LIST.replace("ListUsers", "ListRoles")

    assert_refused(post(port, signed, other))
    assert_refused(
        post(port, [*signed, ("X-Amz-Content-Sha256", sha256(LIST.encode()).hexdigest())], other)
    )


def test_given_a_digest_of_another_body_when_it_is_signed_too_then_refused(
    port: int, key: Key
) -> None:
    headers = FORM | {"X-Amz-Content-Sha256": EMPTY}
    assert_refused(post(port, sign(port, key, "", headers=headers)))


@pytest.mark.parametrize("service", ["iam", "dynamodb"])
def test_given_a_body_left_unsigned_when_it_is_no_object_then_refused(
    port: int, key: Key, service: str
) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html"""
    headers = FORM | {"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}
    assert_refused(post(port, sign(port, key, LIST, service=service, headers=headers)))


def test_given_an_operation_that_was_not_signed_when_called_then_refused(
    port: int, key: Key
) -> None:
    signed = sign(port, key, "{}", service="dynamodb")
    assert_refused(post(port, [*signed, *TABLES.items()], "{}"))


@pytest.mark.parametrize("minutes", [-20, 20])
def test_given_another_time_when_signed_then_refused(port: int, key: Key, minutes: int) -> None:
    with signing_at(datetime.now(UTC) + timedelta(minutes=minutes)):
        headers, target = sign(port, key, LIST, headers=FORM), presign(port, key, f"/?{LIST}")
    assert_refused(post(port, headers))
    assert_refused(ask(port, f"GET {target}"))


@pytest.mark.parametrize("expires", [0, -1, 604_801, 10**12])
def test_given_an_impossible_expiry_when_a_link_is_used_then_refused(
    port: int, key: Key, expires: int
) -> None:
    assert_refused(ask(port, f"GET {presign(port, key, f'/?{LIST}', expires=expires)}"))


@pytest.mark.parametrize(
    "change",
    [
        lambda target: target.replace("ListUsers", "ListRoles"),
        lambda target: target[:-64] + "0" * 64,
        lambda target: target.replace("X-Amz-Signature", "x-amz-signature"),
        lambda target: target + "&X-Amz-Credential=test/a/b/c/d",
        lambda target: target + "&x-amz-credential=test/a/b/c/d",
        lambda target: target + "&AWSAccessKeyId=test",
        lambda target: target.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        lambda target: target.replace("X-Amz-Algorithm=AWS4-HMAC-SHA256&", ""),
    ],
)
def test_given_a_changed_link_when_used_then_refused(
    port: int, key: Key, change: Callable[[str], str]
) -> None:
    assert_refused(ask(port, f"GET {change(presign(port, key, f'/?{LIST}'))}"))


def test_given_a_link_and_a_header_when_both_sign_then_refused(port: int, key: Key) -> None:
    target = presign(port, key, f"/?{LIST}")
    assert_refused(ask(port, f"GET {target}", [("Authorization", "x")]))


def test_given_a_link_to_an_object_when_used_then_only_that_object_is_read(
    port: int, key: Key, stack: Stack
) -> None:
    bucket = f"links-{uuid4().hex[:8]}"
    stack.clients.s3.create_bucket(Bucket=bucket)
    for name in ("one", "two"):
        stack.clients.s3.put_object(Bucket=bucket, Key=name, Body=name.encode())
    target = presign(port, key, f"/{bucket}/one", service="s3")

    assert ask(port, f"GET {target}").body == "one"
    assert_refused(ask(port, f"GET {target.replace('/one', '/two')}"))
    assert_refused(ask(port, f"DELETE {target}"))
    assert_refused(ask(port, f"PUT {target}", [], "changed"))


@pytest.mark.parametrize("spoil", [False, True])
def test_given_an_upload_in_signed_chunks_when_one_is_changed_then_refused(
    stack: Stack, port: int, key: Key, *, spoil: bool
) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html"""
    bucket = f"chunks-{uuid4().hex[:8]}"
    stack.clients.s3.create_bucket(Bucket=bucket)
    request_line, headers, body = sign_chunks(port, key, f"/{bucket}/object", "payload")

    reply = ask(port, request_line, headers, body.replace("payload", "PAYLOAD") if spoil else body)

    assert reply.status == (403 if spoil else 200)


@pytest.mark.parametrize(
    ("service", "code"), [("iam", "InvalidClientTokenId"), ("dynamodb", "UnrecognizedClient")]
)
def test_given_an_unknown_key_when_signed_then_refused_with_the_code_of_the_service(
    port: int, service: str, code: str
) -> None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html"""
    for name in ("test", "000000000000", "AKIAIOSFODNN7EXAMPLE"):
        reply = post(port, sign(port, (name, "test"), LIST, service=service, headers=FORM))
        assert_refused(reply)
        assert code in reply.body


def test_given_a_secret_that_is_not_the_keys_when_signed_then_refused(port: int, key: Key) -> None:
    for other in ("test", "", key[1] + "x"):
        assert_refused(post(port, sign(port, (key[0], other), LIST, headers=FORM)))


def test_given_a_key_of_a_user_when_it_is_switched_off_then_refused(
    port: int, stack: Stack
) -> None:
    iam, name = stack.clients.iam, f"user-{uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    made = iam.create_access_key(UserName=name)["AccessKey"]
    key = made["AccessKeyId"], made["SecretAccessKey"]
    who = "Action=GetCallerIdentity&Version=2011-06-15"

    assert name in post(port, sign(port, key, who, service="sts", headers=FORM), who).body
    iam.update_access_key(UserName=name, AccessKeyId=key[0], Status="Inactive")
    assert_refused(post(port, sign(port, key, who, service="sts", headers=FORM), who))


def test_given_a_functions_arn_when_its_key_is_derived_from_it_then_it_is_another_key(
    stack: Stack,
) -> None:
    """The emulator makes a function's credentials from its ARN and role alone."""
    cloud = Cloud(stack.cloud.emulator)
    role = cloud.create_role()
    name = cloud.create_function(WHO_AM_I, Role=role)
    access_key, secret = cloud.invoke(name).payload
    arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"

    guesses = [f"{form}:{role}" for form in (arn, f"{arn}:$LATEST", f"{arn}-")]

    for digest in (sha256(guess.encode()).hexdigest() for guess in guesses):
        assert access_key != f"ASIA{digest[:16].upper()}"
        assert secret != sha256(f"secret:{digest}".encode()).hexdigest()


def test_given_a_functions_own_key_when_it_calls_the_emulators_routes_then_refused(
    stack: Stack, port: int
) -> None:
    cloud = Cloud(stack.cloud.emulator)
    source = f"""
        import urllib.request, urllib.error, os
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials
        def handler(event, context):
            key = [os.environ["AWS_" + name] for name in
                   ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
            found = []
            for path in ("/_ministack/health", "/_callnotes/status"):
                request = AWSRequest("GET", "http://127.0.0.1:{port}" + path)
                SigV4Auth(Credentials(*key), "iam", "us-east-1").add_auth(request)
                sent = urllib.request.Request(request.url, headers=dict(request.headers.items()))
                try:
                    found.append(urllib.request.urlopen(sent).status)
                except urllib.error.HTTPError as error:
                    found.append(error.code)
            return found
    """
    assert cloud.invoke(cloud.create_function(source)).payload == [403, 403]
