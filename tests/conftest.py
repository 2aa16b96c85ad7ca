"""One deployed stack for all tests of a session that ask for it, and new people for each test."""

from collections.abc import Iterator

import pytest
from xdist.remote import Producer

import tests.choices  # noqa: F401 - before any test is read
from tests.stack.bring_up import deployed_stack
from tests.stack.http import Api
from tests.stack.stack import Stack
from tests.workers import Scheduling, find_group

SHARED = ("stack", "build", "lab_cloud")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is shared is made once: whoever uses it belongs to its worker."""
    for item in items:
        fixtures = item.fixturenames if isinstance(item, pytest.Function) else ()
        for shared in SHARED:
            if shared in fixtures and find_group(item.nodeid) != shared:
                raise pytest.UsageError(
                    f"{item.nodeid} uses `{shared}`: say so in tests/workers.py"
                )


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with deployed_stack() as stack:
        yield stack


@pytest.fixture
def tenant(stack: Stack) -> str:
    """A new contact center of its own."""
    return stack.new_tenant()


@pytest.fixture
def customer(stack: Stack, tenant: str) -> str:
    """The id of a customer of the tenant."""
    return stack.new_customer(tenant)


@pytest.fixture
def agent(stack: Stack, tenant: str) -> Api:
    """The API for an agent of the tenant."""
    return stack.new_agent(tenant)


@pytest.fixture
def colleague(stack: Stack, tenant: str) -> Api:
    """The API for another agent of the tenant."""
    return stack.new_agent(tenant)


@pytest.fixture
def supervisor(stack: Stack, tenant: str) -> Api:
    """The API for a supervisor of the tenant."""
    return stack.new_agent(tenant, "supervisor")


@pytest.fixture
def foreign_agent(stack: Stack) -> Api:
    """The API for an agent of another tenant."""
    return stack.new_agent()
