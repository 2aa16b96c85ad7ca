"""A worker's calls of Step Functions, in the words of its API."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from callnotes.adapters.clients import make_client
from callnotes.adapters.sfn_activity import POLL_SECONDS, ActivityTask, StepFunctionsActivity
from callnotes.domain.errors import Unavailable, WorkerRefused

ARN = "arn:aws:states:us-east-1:123456789012:activity:file"
TOKEN = {"taskToken": "t1"}
TASK = ActivityTask("t1", "{}")


@pytest.fixture
def stub() -> Iterator[Stubber]:
    client = boto3.client("stepfunctions", region_name="us-east-1")
    with Stubber(client) as made:
        yield made
        made.assert_no_pending_responses()


@pytest.fixture
def activity(stub: Stubber) -> StepFunctionsActivity:
    return StepFunctionsActivity(stub.client, stub.client, ARN, "worker-1")


@pytest.mark.parametrize(
    ("answer", "task"),
    [({**TOKEN, "input": "{}"}, TASK), ({}, None), ({"taskToken": ""}, None)],
)
def test_poll_gives_the_task_or_none(
    stub: Stubber, activity: StepFunctionsActivity, answer: Any, task: ActivityTask | None
) -> None:
    wanted = {"activityArn": ARN, "workerName": "worker-1"}
    # The service's empty token is shorter than its own model allows.
    if answer.get("taskToken") == "":
        activity = StepFunctionsActivity(_Answering(answer), stub.client, ARN, "worker-1")
    else:
        stub.add_response("get_activity_task", answer, wanted)
    assert activity.take_task() == task


class _Answering:
    def __init__(self, answer: dict[str, str]) -> None:
        self.answer = answer

    def get_activity_task(self, **_: str) -> dict[str, str]:
        return self.answer


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ActivityDoesNotExist", WorkerRefused),
        ("AccessDeniedException", WorkerRefused),
        ("ThrottlingException", Unavailable),
    ],
)
def test_poll_that_is_refused_is_an_error_by_name(
    stub: Stubber, activity: StepFunctionsActivity, code: str, error: type[Exception]
) -> None:
    stub.add_client_error("get_activity_task", code, http_status_code=400)
    with pytest.raises(error):
        activity.take_task()


REPORTS: list[tuple[str, tuple[Any, ...], str, dict[str, str]]] = [
    ("send_heartbeat", (), "send_task_heartbeat", {}),
    ("complete_task", ({"reference": "r"},), "send_task_success", {"output": '{"reference": "r"}'}),
    ("fail_task", ("RecordConflict",), "send_task_failure", {"error": "RecordConflict"}),
]


@pytest.mark.parametrize(("method", "arguments", "operation", "sent"), REPORTS)
def test_report_says_whether_anybody_waits(
    stub: Stubber,
    activity: StepFunctionsActivity,
    method: str,
    arguments: tuple[Any, ...],
    operation: str,
    sent: dict[str, str],
) -> None:
    stub.add_response(operation, {}, {**TOKEN, **sent})
    assert getattr(activity, method)(TASK, *arguments) is True
    for code in ("TaskTimedOut", "TaskDoesNotExist"):
        stub.add_client_error(operation, code)
        assert getattr(activity, method)(TASK, *arguments) is False


def test_poll_outlasts_the_services_longest_wait() -> None:
    config = make_client("stepfunctions", tries=1, read_seconds=POLL_SECONDS).meta.config
    assert config.read_timeout >= 65
    assert config.retries["total_max_attempts"] == 1
