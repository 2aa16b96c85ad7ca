"""The AppConfig agent of an execution environment, with the function's own permissions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.local.emulator.cloud import Cloud
from tests.local.emulator.configuration import ON, Configuration


@pytest.fixture
def configuration(cloud: Cloud) -> Configuration:
    return Configuration.of(cloud)


@pytest.fixture
def reader(configuration: Configuration) -> Iterator[str]:
    name = configuration.create_reader(configuration.arn)
    yield name
    configuration.cloud.client("lambda").delete_function(FunctionName=name)


def test_a_role_reads_the_configuration_that_it_may(
    configuration: Configuration, reader: str
) -> None:
    configuration.deploy(ON, "v1")
    assert configuration.cloud.invoke(reader, configuration.path).payload == [200, ON, "v1"]


def test_a_role_does_not_read_another_configuration(
    configuration: Configuration, reader: str
) -> None:
    other = Configuration.of(configuration.cloud)
    other.deploy(ON, "v1")
    assert configuration.cloud.invoke(reader, other.path).payload[0] == 502


def test_the_agent_serves_its_cache_until_the_interval_is_over(
    configuration: Configuration, reader: str
) -> None:
    configuration.deploy(ON, "v1")
    first = configuration.cloud.invoke(reader, configuration.path).payload
    configuration.deploy("{}", "v2")
    assert configuration.cloud.invoke(reader, configuration.path).payload == first


def test_the_agent_returns_502_when_nothing_is_deployed(
    configuration: Configuration, reader: str
) -> None:
    assert configuration.cloud.invoke(reader, configuration.path).payload[0] == 502


def test_an_agent_that_had_nothing_asks_again_at_each_request(
    configuration: Configuration, reader: str
) -> None:
    configuration.cloud.invoke(reader, configuration.path)
    configuration.deploy(ON, "v1")
    assert configuration.cloud.invoke(reader, configuration.path).payload[0] == 200
