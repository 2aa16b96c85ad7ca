from dataclasses import dataclass


@dataclass
class InMemoryHealth:
    """`ports.HealthProbe` with a switch."""

    name: str = "table"
    healthy: bool = True

    def is_healthy(self) -> bool:
        return self.healthy
