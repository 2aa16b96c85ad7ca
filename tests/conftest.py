"""One deployed stack for all tests of a session that ask for it."""

from collections.abc import Iterator

import pytest

from tests.stack.bring_up import deployed_stack
from tests.stack.stack import Stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with deployed_stack() as stack:
        yield stack
