"""The time the SDK would have waited: it passes at once, and is counted."""

from dataclasses import dataclass, field

import botocore.endpoint
import pytest


@dataclass
class Waiting:
    """Stands for the module `time` in botocore's retries."""

    naps: list[float] = field(default_factory=list)

    @classmethod
    def instead_of_sleeping(cls, patch: pytest.MonkeyPatch) -> "Waiting":
        waiting = cls()
        patch.setattr(botocore.endpoint, "time", waiting)
        return waiting

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
