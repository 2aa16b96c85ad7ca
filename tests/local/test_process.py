"""Records of child processes."""

import time

from callnotes_local.system.process import ProcessRecord


def test_a_process_of_before_the_kit_last_changed_is_not_current() -> None:
    assert not ProcessRecord(pid=1, created=0.0, port=1).is_current()


def test_a_process_of_after_the_kit_last_changed_is_current() -> None:
    assert ProcessRecord(pid=1, created=time.time() + 1, port=1).is_current()
