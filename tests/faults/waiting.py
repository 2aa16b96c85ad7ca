"""The time that the SDK and the app would have waited: it passes at once, and is counted."""

from dataclasses import dataclass, field

import botocore.endpoint
import pytest

from callnotes.adapters import clients


@dataclass
class Waiting:
    """Replaces the module `time` where calls are retried."""

    naps: list[float] = field(default_factory=list)

    @classmethod
    def instead_of_sleeping(cls, patch: pytest.MonkeyPatch) -> "Waiting":
        waiting = cls()
        patch.setattr(botocore.endpoint, "time", waiting)
        patch.setattr(clients, "time", waiting)
        return waiting

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
