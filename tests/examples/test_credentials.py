"""Where credentials come from, and how long temporary ones last.

https://docs.aws.amazon.com/boto3/latest/guide/credentials.html
"""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3
import pytest
import time_machine
from botocore.exceptions import NoRegionError, ParamValidationError, ProfileNotFound
from botocore.session import Session

from examples.metadata import read_metadata, read_role_credentials
from examples.temporary_keys import get_keys, make_lasting_session
from tests.cloud import ACCOUNT
from tests.examples.conftest import MakeClient
from tests.examples.metadata_service import serve_metadata

ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"
FILE = "[default]\naws_access_key_id = {0}\naws_secret_access_key = secret\n"
OTHER = """
[profile other]
region = ap-northeast-2
aws_access_key_id = OTHER
aws_secret_access_key = secret
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serve_metadata() as url:
        yield url


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str) -> Path:
    """A machine that could get credentials from everywhere."""
    (tmp_path / "credentials").write_text(FILE.format("SHARED"))
    (tmp_path / "config").write_text(FILE.format("CONFIG") + OTHER)
    settings = {
        "AWS_ACCESS_KEY_ID": "ENVIRONMENT",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{endpoint}/container",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": endpoint,
    }
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def find_key() -> str:
    found = Session().get_credentials()
    assert found is not None
    return str(found.access_key)


def test_credentials_are_looked_for_in_order(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = boto3.Session(aws_access_key_id="GIVEN", aws_secret_access_key="s").get_credentials()
    assert given is not None
    found = [given.access_key, find_key()]
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    found.append(find_key())
    (machine / "credentials").unlink()
    found.append(find_key())
    (machine / "config").unlink()
    found.append(find_key())
    monkeypatch.delenv("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    found.append(find_key())
    assert found == ["GIVEN", "ENVIRONMENT", "SHARED", "CONFIG", "CONTAINER", "INSTANCE"]


def test_stale_keys_of_the_environment_beat_the_role_of_the_instance(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("credentials", "config"):
        (machine / name).unlink()
    monkeypatch.delenv("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    assert find_key() == "ENVIRONMENT"


@pytest.mark.usefixtures("machine")
def test_a_profile_brings_its_region_and_its_keys() -> None:
    session = boto3.Session(profile_name="other")
    credentials = session.get_credentials()
    assert credentials is not None
    assert (session.region_name, credentials.access_key) == ("ap-northeast-2", "OTHER")
    with pytest.raises(ProfileNotFound):
        boto3.Session(profile_name="nobody")


@pytest.mark.usefixtures("machine")
def test_without_a_region_sqs_has_no_address_and_s3_takes_the_oldest() -> None:
    with pytest.raises(NoRegionError):
        boto3.Session().client("sqs")
    assert boto3.Session().client("s3").meta.region_name == "us-east-1"
    assert boto3.Session().client("sqs", region_name="eu-west-1").meta.region_name == "eu-west-1"


def test_an_instance_reads_about_itself_with_a_token(endpoint: str) -> None:
    assert read_metadata("meta-data/local-ipv4", endpoint) == "10.0.0.7"
    assert read_metadata("meta-data/public-ipv4", endpoint) == "198.51.100.7"
    assert read_metadata("user-data", endpoint).startswith("#!/bin/bash")
    keys = read_role_credentials(endpoint)
    assert (keys["AccessKeyId"], keys["Token"]) == ("INSTANCE", "session")


def test_a_question_without_a_token_is_refused(endpoint: str) -> None:
    with pytest.raises(HTTPError, match="401"):
        urlopen(f"{endpoint}/latest/meta-data/local-ipv4", timeout=2)  # noqa: S310 - loopback


def test_what_an_instance_has_not_is_not_found(endpoint: str) -> None:
    with pytest.raises(HTTPError, match="404"):
        read_metadata("meta-data/no-such-thing", endpoint)


ATTRIBUTE = '<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/{}">{}</saml:Attribute>'
VALUE = "<saml:AttributeValue>{}</saml:AttributeValue>"
SAML = f"""
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">
  <saml:Assertion>
    <saml:AttributeStatement>
      {ATTRIBUTE.format("RoleSessionName", VALUE.format("me"))}
      {ATTRIBUTE.format("Role", VALUE.format(ROLE))}
    </saml:AttributeStatement>
  </saml:Assertion>
</samlp:Response>
"""
WAYS: dict[str, dict[str, Any]] = {
    "assume_role": {"RoleArn": ROLE, "RoleSessionName": "me"},
    "assume_role_with_web_identity": {
        "RoleArn": ROLE,
        "RoleSessionName": "me",
        "WebIdentityToken": "token",
    },
    "assume_role_with_saml": {
        "RoleArn": ROLE,
        "PrincipalArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/company",
        "SAMLAssertion": b64encode(SAML.strip().encode()).decode(),
    },
    "get_session_token": {},
    "get_federation_token": {"Name": "me"},
}


@pytest.mark.parametrize("way", WAYS)
def test_temporary_keys_have_four_parts(aws: MakeClient, way: str) -> None:
    keys = get_keys(aws("sts"), way, **WAYS[way])
    assert set(keys) == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert datetime.now(UTC) < keys["Expiration"]


def test_a_role_is_taken_for_an_hour_unless_one_says_otherwise(aws: MakeClient) -> None:
    now = datetime.now(UTC)
    short = get_keys(aws("sts"), "assume_role", **WAYS["assume_role"], DurationSeconds=900)
    assert timedelta(minutes=14) < short["Expiration"] - now < timedelta(minutes=16)
    hour = get_keys(aws("sts"), "assume_role", **WAYS["assume_role"])
    assert timedelta(minutes=59) < hour["Expiration"] - now < timedelta(minutes=61)


def test_no_keys_last_less_than_15_minutes(aws: MakeClient) -> None:
    with pytest.raises(ParamValidationError, match="899"):
        get_keys(aws("sts"), "assume_role", **WAYS["assume_role"], DurationSeconds=899)


def test_a_lasting_session_gets_new_keys_before_the_old_expire(aws: MakeClient) -> None:
    credentials = make_lasting_session(aws("sts"), ROLE).get_credentials()
    assert credentials is not None
    first = credentials.get_frozen_credentials().access_key
    assert credentials.get_frozen_credentials().access_key == first
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=58)):
        assert credentials.get_frozen_credentials().access_key != first
