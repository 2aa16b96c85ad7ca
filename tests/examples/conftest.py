"""The services of AWS: in this process, where each test begins anew, or as a local cloud."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.cloud import CREDENTIALS
from tests.local.emulator.cloud import Cloud, unique_name
from tests.local.emulator.conftest import cloud, runtime_dir

__all__ = ["cloud", "runtime_dir"]

type MakeClient = Callable[[str], Any]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeClient]:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        yield make_client


@cache  # a client takes longer to make than a test to run
def make_client(service: str) -> Any:
    return boto3.client(service)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def local(cloud: Cloud) -> MakeClient:
    """Clients of a local cloud, which all tests share: names are unique there."""
    return cache(cloud.client)


@pytest.fixture
def bucket(local: MakeClient) -> str:
    name = unique_name("bucket")
    local("s3").create_bucket(Bucket=name)
    return name
