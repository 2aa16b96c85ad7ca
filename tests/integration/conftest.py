import pytest

from tests.stack.stack import Stack


@pytest.fixture
def stack_customers(stack: Stack, tenant: str) -> tuple[str, str]:
    """Two customers of the tenant."""
    return stack.new_customer(tenant), stack.new_customer(tenant)
