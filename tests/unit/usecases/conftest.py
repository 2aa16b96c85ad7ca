import pytest

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
    return InMemoryCustomers({("hanbit", "customer-1")})


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
