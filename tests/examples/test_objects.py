"""Objects of S3: facts, versions, ranges."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from examples.downloads import ATTEMPTS, download, make_accelerated_client, set_acceleration
from examples.objects import Facts, find_bucket, read_facts
from examples.versions import list_versions, set_versioning, undelete
from tests.examples.conftest import MakeClient

BODY = bytes(range(256)) * 4


@pytest.fixture
def s3(local: MakeClient) -> Any:
    return local("s3")


def put(s3: Any, bucket: str, body: bytes = BODY) -> None:
    s3.put_object(Bucket=bucket, Key="2026/note.txt", Body=body)


def read(s3: Any, bucket: str, **version: str) -> bytes:
    body: bytes = s3.get_object(Bucket=bucket, Key="2026/note.txt", **version)["Body"].read()
    return body


def test_facts_of_an_object_are_read_without_it(s3: Any, bucket: str) -> None:
    s3.put_object(
        Bucket=bucket,
        Key="2026/note.txt",
        Body=BODY,
        ContentType="text/plain",
        Metadata={"author": "kim"},
        Tagging="tier=premium",
    )
    read_keys: list[str] = []
    s3.meta.events.register(
        "before-call.s3.GetObject", lambda **_: read_keys.append("body"), unique_id="facts"
    )
    facts = read_facts(s3, bucket, "2026/note.txt")
    s3.meta.events.unregister("before-call.s3.GetObject", unique_id="facts")
    assert facts == Facts(1024, "text/plain", {"author": "kim"}, {"tier": "premium"}, None)
    assert read_keys == []


def test_a_name_of_a_bucket_is_mine_or_free(s3: Any, bucket: str) -> None:
    assert find_bucket(s3, bucket) == "mine"
    assert find_bucket(s3, "nobody-has-this") == "free"


class Refusing:
    """A client whose HeadBucket ends with a status."""

    def __init__(self, status: int) -> None:
        self.status = status

    def head_bucket(self, **_: str) -> None:
        response: Any = {"ResponseMetadata": {"HTTPStatusCode": self.status}}
        raise ClientError(response, "HeadBucket")


def test_a_bucket_of_another_account_is_forbidden_and_not_free() -> None:
    assert find_bucket(Refusing(403), "theirs") == "of another"
    with pytest.raises(ClientError):
        find_bucket(Refusing(500), "mine")


def test_what_was_there_before_versioning_has_the_version_null(s3: Any, bucket: str) -> None:
    put(s3, bucket, b"old")
    set_versioning(s3, bucket, enabled=True)
    put(s3, bucket, b"new")
    ids = [version.id for version in list_versions(s3, bucket, "2026/note.txt")]
    assert ids[0] != "null"
    assert ids[1] == "null"
    assert read(s3, bucket, VersionId="null") == b"old"
    assert read(s3, bucket) == b"new"


def test_suspension_keeps_versions_and_overwrites_only_null(s3: Any, bucket: str) -> None:
    set_versioning(s3, bucket, enabled=True)
    put(s3, bucket, b"1")
    set_versioning(s3, bucket, enabled=False)
    put(s3, bucket, b"2")
    put(s3, bucket, b"3")
    ids = [version.id for version in list_versions(s3, bucket, "2026/note.txt")]
    assert len(ids) == 2
    assert ids[0] == "null"
    assert (read(s3, bucket), read(s3, bucket, VersionId=ids[1])) == (b"3", b"1")
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Suspended"


def test_versioning_is_never_off_again(s3: Any, bucket: str) -> None:
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    set_versioning(s3, bucket, enabled=True)
    with pytest.raises(ClientError, match="MalformedXML"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Off"})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"


def test_a_delete_adds_a_marker_that_can_be_removed(s3: Any, bucket: str) -> None:
    set_versioning(s3, bucket, enabled=True)
    put(s3, bucket)
    s3.delete_object(Bucket=bucket, Key="2026/note.txt")
    with pytest.raises(s3.exceptions.NoSuchKey):
        read(s3, bucket)
    kinds = [version.is_marker for version in list_versions(s3, bucket, "2026/note.txt")]
    assert kinds == [True, False]
    assert undelete(s3, bucket, "2026/note.txt")
    assert read(s3, bucket) == BODY
    assert not undelete(s3, bucket, "2026/note.txt")


class FailsOnce:
    """A client that fails the first `times` reads of the range that begins at 300."""

    def __init__(self, s3: Any, times: int) -> None:
        self.s3, self.times = s3, times
        self.ranges: list[str] = []

    def head_object(self, **asked: str) -> Any:
        return self.s3.head_object(**asked)

    def get_object(self, **asked: str) -> Any:
        self.ranges.append(asked["Range"])
        if asked["Range"].startswith("bytes=300-") and self.times:
            self.times -= 1
            raise ClientError({"Error": {"Code": "SlowDown"}}, "GetObject")
        return self.s3.get_object(**asked)


def test_only_the_range_that_failed_is_read_again(s3: Any, bucket: str) -> None:
    put(s3, bucket)
    failing = FailsOnce(s3, times=1)
    assert download(failing, bucket, "2026/note.txt", part_bytes=300) == BODY
    assert sorted(failing.ranges) == [
        "bytes=0-299",
        "bytes=300-599",
        "bytes=300-599",
        "bytes=600-899",
        "bytes=900-1023",
    ]


def test_a_range_that_always_fails_is_an_error(s3: Any, bucket: str) -> None:
    put(s3, bucket)
    with pytest.raises(ClientError, match="SlowDown"):
        download(FailsOnce(s3, times=ATTEMPTS), bucket, "2026/note.txt", part_bytes=300)


def test_a_bucket_takes_uploads_at_the_edge(s3: Any, bucket: str) -> None:
    set_acceleration(s3, bucket)
    assert s3.get_bucket_accelerate_configuration(Bucket=bucket)["Status"] == "Enabled"


def test_an_accelerated_client_uploads_to_the_edge(aws: MakeClient) -> None:
    aws("s3").create_bucket(Bucket="notes")
    s3, urls = make_accelerated_client(), list[str]()
    s3.meta.events.register_first("before-send.s3", lambda request, **_: urls.append(request.url))
    s3.put_object(Bucket="notes", Key="1", Body=BODY)
    assert urls == ["https://notes.s3-accelerate.amazonaws.com/1"]
