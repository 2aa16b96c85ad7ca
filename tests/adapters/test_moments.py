"""Moments at which to look again."""

from dataclasses import dataclass, field

import pytest

from callnotes.adapters import moments
from callnotes.adapters.moments import FIRST_PAUSE, LONGEST_PAUSE, make_moments


@dataclass
class Clock:
    """Stands for the module `time`."""

    now: float = 1000.0
    naps: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.naps.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(moments, "time", clock)
    return clock


def test_moments_end_in_time(clock: Clock) -> None:
    assert len(list(make_moments(5))) == len(clock.naps) > 5
    assert 4 < clock.now - 1000 < 5


def test_pauses_grow_up_to_a_longest(clock: Clock) -> None:
    list(make_moments(5))
    assert clock.naps == sorted(clock.naps)
    assert (clock.naps[0], clock.naps[-1]) == (FIRST_PAUSE, LONGEST_PAUSE)


def test_time_counts_from_the_call(clock: Clock) -> None:
    waiting = make_moments(5)
    clock.now += 5
    assert list(waiting) == []
