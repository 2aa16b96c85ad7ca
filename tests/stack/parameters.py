"""Another value of a parameter of the stack, for a while."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from callnotes.adapters.parameters import PARAMETER_SECONDS
from tests.stack.stack import Stack


@contextmanager
def changed_parameter(stack: Stack, logical_id: str, value: str) -> Iterator[None]:
    """Set it, and wait until every function has read it; set it back likewise."""
    ssm, name = stack.clients.ssm, stack.physical_id(logical_id)
    before = ssm.get_parameter(Name=name)["Parameter"]["Value"]
    ssm.put_parameter(Name=name, Value=value, Overwrite=True)
    try:
        time.sleep(PARAMETER_SECONDS + 1)
        yield
    finally:
        ssm.put_parameter(Name=name, Value=before, Overwrite=True)
        time.sleep(PARAMETER_SECONDS + 1)
