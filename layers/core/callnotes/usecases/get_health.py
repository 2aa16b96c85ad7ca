"""Check whether every dependency responds."""

from collections.abc import Sequence

from callnotes.ports.service import HealthProbe


def get_health(probes: Sequence[HealthProbe]) -> dict[str, bool]:
    """Return for each dependency whether it is healthy."""
    return {probe.name: probe.is_healthy() for probe in probes}
