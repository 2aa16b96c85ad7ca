"""Tasks of a Step Functions activity, for a worker that polls.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from callnotes.adapters.clients import calling, error_code, make_client
from callnotes.adapters.sfn_workflow import NOBODY_WAITS
from callnotes.domain.errors import WorkerRefused

# The service answers an empty poll after 60 seconds, and asks for 65 at least.
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
POLL_SECONDS = 70
DEPENDENCY = "activity"


@dataclass(frozen=True)
class ActivityTask:
    """A task that a worker has taken; its token is valid until a limit of the state ends it."""

    token: str
    input: str


@dataclass(frozen=True)
class StepFunctionsActivity:
    """One activity, as a worker of this name sees it; `poller` waits longer for a response."""

    poller: Any
    client: Any
    activity_arn: str
    worker_name: str

    @classmethod
    def connect(cls, activity_arn: str, worker_name: str) -> "StepFunctionsActivity":
        """Make the clients. A poll is not retried by the SDK: its response could be a task.

        Raises WorkerRefused without a region.
        """
        with _refusing(activity_arn):
            poller = make_client("stepfunctions", tries=1, read_seconds=POLL_SECONDS)
            return cls(poller, make_client("stepfunctions"), activity_arn, worker_name)

    def take_task(self) -> ActivityTask | None:
        """Wait up to 60 seconds for a task; None when there was none.

        Raises Unavailable when another poll may help, WorkerRefused when none does.
        """
        with _refusing(self.activity_arn), calling(DEPENDENCY):
            task = self.poller.get_activity_task(
                activityArn=self.activity_arn, workerName=self.worker_name
            )
        return ActivityTask(task["taskToken"], task["input"]) if task.get("taskToken") else None

    def send_heartbeat(self, task: ActivityTask) -> bool:
        """Say that the work goes on; return whether anybody waits for it."""
        return self._send("send_task_heartbeat", task)

    def complete_task(self, task: ActivityTask, output: dict[str, Any]) -> bool:
        """Report the work as done; return whether anybody waited for it."""
        return self._send("send_task_success", task, output=json.dumps(output))

    def fail_task(self, task: ActivityTask, error: str) -> bool:
        """Report an error by the name that the state retries by; return whether anybody waited."""
        return self._send("send_task_failure", task, error=error)

    def _send(self, operation: str, task: ActivityTask, **report: str) -> bool:
        try:
            with calling(DEPENDENCY):
                getattr(self.client, operation)(taskToken=task.token, **report)
        except ClientError as error:
            if error_code(error) not in NOBODY_WAITS:
                raise
            return False
        return True


@contextmanager
def _refusing(activity_arn: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise WorkerRefused(f"{error_code(error)} for {activity_arn}.") from error
    except BotoCoreError as error:
        raise WorkerRefused(str(error)) from error
