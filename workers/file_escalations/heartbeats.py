"""Heartbeats of a task, from a thread, while its work goes on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Protocol

from callnotes.adapters.sfn_activity import ActivityTask
from callnotes.domain.errors import Unavailable

# So that two may be late or lost before the task is given to another worker.
PER_LIMIT = 3
log = logging.getLogger(__name__)


class Beating(Protocol):
    """What takes heartbeats."""

    def send_heartbeat(self, task: ActivityTask) -> bool:
        """Return whether anybody waits for the task."""


@contextmanager
def heartbeats(activity: Beating, task: ActivityTask, limit_seconds: float) -> Iterator[None]:
    """Send one in each third of the limit until the block ends, or nobody waits for the task."""
    done = Event()
    beat = Thread(target=_beat, args=(activity, task, limit_seconds / PER_LIMIT, done), daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()


def _beat(activity: Beating, task: ActivityTask, interval: float, done: Event) -> None:
    while not done.wait(interval):
        try:
            if not activity.send_heartbeat(task):
                return
        except Unavailable as error:
            log.warning("a heartbeat was not taken: %s", error)
