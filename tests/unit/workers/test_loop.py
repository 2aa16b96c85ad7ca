"""How long a worker polls, and what ends it."""

import os
import signal
from collections.abc import Iterator

import pytest

from callnotes.adapters.sfn_activity import ActivityTask
from callnotes.domain.errors import Unavailable, WorkerRefused
from tests.fakes.records import FakeRecords
from tests.unit.workers.fakes import FakeActivity
from tests.unit.workers.test_work import RECORD, make_task
from workers.file_escalations import loop
from workers.file_escalations.loop import LONGEST_PAUSE_SECONDS, Stop, pause_after, run_worker

DONE = [{"reference": RECORD.reference}]


@pytest.fixture
def stop() -> Iterator[Stop]:
    """With the signals, which go back to whoever had them."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    made = Stop()
    made.listen()
    yield made
    for number, handler in before.items():
        signal.signal(number, handler)


class Signalled(FakeActivity):
    """Gets a signal during its first poll, or during its first report."""

    during = "poll"

    def take_task(self) -> ActivityTask | None:
        if self.during == "poll":
            os.kill(os.getpid(), signal.SIGTERM)
            raise AssertionError("the poll went on")
        return super().take_task()

    def complete_task(self, task: ActivityTask, output: dict[str, str]) -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return super().complete_task(task, output)


def test_once_ends_after_one_task(stop: Stop) -> None:
    activity = FakeActivity([make_task(), make_task()])
    run_worker(activity, FakeRecords(), stop, once=True)
    assert (activity.reports, len(activity.tasks)) == (DONE, 1)


def test_once_ends_after_a_poll_without_a_task(stop: Stop) -> None:
    activity = FakeActivity([None, make_task()])
    run_worker(activity, FakeRecords(), stop, once=True)
    assert len(activity.tasks) == 1


def test_signal_during_a_poll_ends_it_at_once(stop: Stop) -> None:
    activity = Signalled([make_task()])
    run_worker(activity, FakeRecords(), stop)
    assert activity.reports == []


def test_signal_during_a_task_ends_the_worker_after_it(stop: Stop) -> None:
    activity = Signalled([make_task(), make_task()])
    activity.during = "report"
    run_worker(activity, FakeRecords(), stop)
    assert (activity.reports, len(activity.tasks)) == (DONE, 1)


def test_no_poll_begins_after_the_signal(stop: Stop) -> None:
    stop.ask()
    assert stop.poll(make_task) is None


def test_throttled_poll_is_made_again_after_a_pause(
    stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[int] = []

    def pause(failures: int) -> float:
        pauses.append(failures)
        return 0

    monkeypatch.setattr(loop, "pause_after", pause)
    away = Unavailable("The activity does not answer right now.")
    activity = FakeActivity([away, away, make_task()])
    run_worker(activity, FakeRecords(), stop, once=True)
    assert (pauses, activity.reports) == ([1, 2], DONE)


def test_refusal_ends_the_worker(stop: Stop) -> None:
    with pytest.raises(WorkerRefused):
        run_worker(FakeActivity([WorkerRefused("no")]), FakeRecords(), stop)


def test_pauses_grow_and_have_a_limit() -> None:
    assert all(0 <= pause_after(1) <= 1 for _ in range(100))
    assert max(pause_after(50) for _ in range(200)) <= LONGEST_PAUSE_SECONDS
    assert max(pause_after(50) for _ in range(200)) > 4
