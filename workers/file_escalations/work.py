"""One task: a record is kept, and the workflow learns what came of it."""

import logging
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callnotes.adapters.sfn_activity import ActivityTask
from callnotes.domain.errors import CallnotesError, Unavailable
from callnotes.domain.record import Record
from callnotes.ports.records import Records
from callnotes.usecases.file_escalation import file_escalation
from workers.file_escalations.heartbeats import Beating, heartbeats

log = logging.getLogger(__name__)


class Activity(Beating, Protocol):
    """The activity that the worker polls."""

    def take_task(self) -> ActivityTask | None:
        """Wait up to 60 seconds for a task."""

    def complete_task(self, task: ActivityTask, output: dict[str, Any]) -> bool:
        """Return whether anybody waited for it."""

    def fail_task(self, task: ActivityTask, error: str) -> bool:
        """Return whether anybody waited for it."""


class Filing(BaseModel):
    """The input of a task."""

    model_config = ConfigDict(extra="forbid")

    record: Record
    heartbeat_seconds: float = Field(gt=0)


def work_on(task: ActivityTask, activity: Activity, records: Records) -> None:
    """Keep the task's record and report on it.

    Nobody waits for a task that ran out of time: another attempt finds the record that this one
    kept. A report that is lost is such a case too.
    """
    try:
        filing = Filing.model_validate_json(task.input)
    except ValidationError as error:
        places = [item["loc"] for item in error.errors()]
        log.error("a task is malformed: %s", places)  # noqa: TRY400 - no text of the input
        _report(activity.fail_task, task, "TaskMalformed")
        return
    ids = filing.record.reference
    log.info("%s: taken", ids)
    with heartbeats(activity, task, filing.heartbeat_seconds):
        failure = _keep(filing.record, records)
    if failure:
        waited = _report(activity.fail_task, task, failure)
    else:
        waited = _report(activity.complete_task, task, {"reference": ids})
    log.info("%s: %s%s", ids, failure or "filed", "" if waited else "; nobody waited for it")


def _keep(record: Record, records: Records) -> str | None:
    """Return the name of the error, None when the record is kept."""
    try:
        file_escalation(record, records=records)
    except CallnotesError as error:
        return type(error).__name__
    except Exception:
        log.exception("%s: unexpected error", record.reference)
        return "WorkerFailed"
    return None


def _report(send: Any, task: ActivityTask, report: Any) -> bool:
    try:
        return bool(send(task, report))
    except Unavailable as error:
        log.warning("a report was not taken, the task will come again: %s", error)
        return False
