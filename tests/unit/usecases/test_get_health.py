from callnotes.usecases.get_health import get_health
from tests.fakes.health import InMemoryHealth


def test_every_dependency_is_asked() -> None:
    probes = [InMemoryHealth("table"), InMemoryHealth("topic", healthy=False)]
    assert get_health(probes) == {"table": True, "topic": False}
