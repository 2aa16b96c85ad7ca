"""Flags that may be outdated are counted and logged, by whichever function reads them."""

from collections.abc import Callable

from callnotes.domain.flags import FlagReading
from callnotes.entry.observability import count, logger


class CountedFlags:
    """`ports.FlagSource` around the one of a function: an alarm sees the metric FlagsStale."""

    def __init__(self, read: Callable[[], FlagReading], function: str) -> None:
        """Count for the function of that verb_noun."""
        self._read = read
        self._function = function
        self._problem = ""

    def read_flags(self) -> FlagReading:
        """Return the reading; log a problem when it is a new one."""
        reading = self._read()
        if reading.is_stale:
            count("FlagsStale", self._function)
        if reading.problem != self._problem:
            self._problem = reading.problem
            log = logger.warning if reading.is_stale else logger.info
            log("flags", extra={"version": reading.version, "problem": reading.problem})
        return reading
