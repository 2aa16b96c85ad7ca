"""An activity in memory."""

from dataclasses import dataclass, field
from threading import Event
from typing import Any

from callnotes.adapters.sfn_activity import ActivityTask
from callnotes.domain.errors import Unavailable


@dataclass
class FakeActivity:
    """Gives out its tasks (an error is raised), and keeps what is reported."""

    tasks: list[ActivityTask | Exception | None] = field(default_factory=list)
    waits: bool = True
    is_away: bool = False
    beats: int = 0
    beaten: Event = field(default_factory=Event)
    reports: list[Any] = field(default_factory=list)

    def take_task(self) -> ActivityTask | None:
        task = self.tasks.pop(0)
        if isinstance(task, Exception):
            raise task
        return task

    def send_heartbeat(self, _task: ActivityTask) -> bool:
        self.beats += 1
        self.beaten.set()
        return self._take()

    def complete_task(self, _task: ActivityTask, output: dict[str, Any]) -> bool:
        self.reports.append(output)
        return self._take()

    def fail_task(self, _task: ActivityTask, error: str) -> bool:
        self.reports.append(error)
        return self._take()

    def _take(self) -> bool:
        if self.is_away:
            raise Unavailable("The activity does not answer right now.")
        return self.waits
