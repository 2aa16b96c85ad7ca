"""Polling until a signal ends it: a task that was taken is finished first."""

import logging
import random
import signal
from collections.abc import Callable
from threading import Event
from types import FrameType

from callnotes.adapters.sfn_activity import ActivityTask
from callnotes.domain.errors import Unavailable
from callnotes.ports.records import Records
from workers.file_escalations.work import Activity, work_on

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
log = logging.getLogger(__name__)


class _Stopped(BaseException):
    """A signal arrived during a poll."""


class Stop:
    """Whether the worker is to end: SIGTERM and SIGINT say so."""

    def __init__(self) -> None:
        self.asked = Event()
        self._polls = False

    def listen(self) -> None:
        """Take the signals, from the main thread."""
        signal.signal(signal.SIGTERM, self.ask)
        signal.signal(signal.SIGINT, self.ask)

    def ask(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """End a poll at once, and anything else when it is done."""
        self.asked.set()
        if self._polls:
            self._polls = False
            raise _Stopped

    def poll(self, take: Callable[[], ActivityTask | None]) -> ActivityTask | None:
        """Take a task; None when there is none, or a signal ends the poll."""
        self._polls = True
        try:
            return None if self.asked.is_set() else take()
        except _Stopped:
            return None
        finally:
            self._polls = False


def run_worker(activity: Activity, records: Records, stop: Stop, *, once: bool = False) -> None:
    """Poll and work until told to stop; with `once`, for one task or one poll without any."""
    failures = 0
    while not stop.asked.is_set():
        try:
            task = stop.poll(activity.take_task)
        except Unavailable as error:
            failures += 1
            log.warning("no poll: %s", error)
            stop.asked.wait(pause_after(failures))
            continue
        failures = 0
        if task:
            work_on(task, activity, records)
        if once:
            return


def pause_after(failures: int) -> float:
    """Return seconds to wait: exponential backoff with full jitter."""
    longest = min(FIRST_PAUSE_SECONDS * 2 ** (failures - 1), LONGEST_PAUSE_SECONDS)
    return random.uniform(0, longest)  # noqa: S311 - no secret
