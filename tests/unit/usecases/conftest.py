import pytest

from tests.builders import make_change, make_customer
from tests.fakes.audit import InMemoryAudit
from tests.fakes.customers import InMemoryCustomers
from tests.fakes.index import InMemoryIndex
from tests.fakes.notes import InMemoryNotes
from tests.fakes.parking import InMemoryParking
from tests.fakes.publisher import InMemoryPublisher


@pytest.fixture
def notes() -> InMemoryNotes:
    return InMemoryNotes()


@pytest.fixture
def customers() -> InMemoryCustomers:
    customers = InMemoryCustomers()
    customers.create_customer(make_customer(customer_id="customer-1"), make_change())
    return customers


@pytest.fixture
def index() -> InMemoryIndex:
    return InMemoryIndex()


@pytest.fixture
def audit() -> InMemoryAudit:
    return InMemoryAudit()


@pytest.fixture
def publisher() -> InMemoryPublisher:
    return InMemoryPublisher()


@pytest.fixture
def parking() -> InMemoryParking:
    return InMemoryParking()
