"""`callnotes demo escalation` on a stack: six ways, each with the end it is there to show."""

import time

import pytest

from callnotes_local.command_line.escalations import SUPERVISOR
from callnotes_local.command_line.views import show_escalation_demo
from callnotes_local.observe.demo import USER
from callnotes_local.observe.escalation_demo import Demo, Ended
from callnotes_local.observe.escalations import Desk
from tests.stack.stack import Stack

MOST_SECONDS = 60
# The first of them plays all scenes, and may deploy the stack before.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def played(stack: Stack) -> list[Ended]:
    users = (USER, SUPERVISOR)
    desks = [Desk(stack.cloud, f"{stack.url}/v1", user) for user in users]
    began = time.monotonic()
    ended = list(Demo(*desks).play())
    seconds = time.monotonic() - began
    print(f"played in {seconds:.0f} s")
    assert seconds < MOST_SECONDS
    return ended


def test_each_scene_ends_as_it_is_told(played: list[Ended]) -> None:
    assert [(ended.escalation["state"], ended.way.error) for ended in played] == [
        ("approved", None),
        ("rejected", None),
        ("timed_out", None),
        ("approved", None),
        ("failed", "PartnerUnavailable"),
        ("approved", None),
    ]


def test_a_failing_opinion_stands_beside_the_others(played: list[Ended]) -> None:
    failed = [
        {opinion["source"]: opinion["error"] for opinion in ended.escalation["opinions"]}
        for ended in played
    ]
    whole = {"history": None, "booking": None, "sentiment": None}
    assert failed == [whole] * 3 + [whole | {"booking": "TaskFailed"}] + [whole] * 2


def test_what_the_partner_may_have_got_is_taken_back(played: list[Ended]) -> None:
    undone = ["InformPartner", "WithdrawPartner", "UnmarkNotes"]
    entered = played[4].way.entered
    assert [name for name in entered if name in undone] == undone


def test_a_used_token_is_refused_and_the_first_answer_stands(played: list[Ended]) -> None:
    assert [ended.refused is None for ended in played] == [True] * 5 + [False]
    # AWS says TaskTimedOut of a token whose task has ended.
    assert any(name in str(played[5].refused) for name in ("TaskTimedOut", "TaskDoesNotExist"))
    assert played[5].escalation["decision"]["verdict"] == "approve"


def test_what_is_printed_names_end_opinions_and_way(
    played: list[Ended], capsys: pytest.CaptureFixture[str]
) -> None:
    for ended in played:
        show_escalation_demo(ended)
    printed = capsys.readouterr().out
    print(printed)
    for ended in played:
        assert f"{ended.name}: {ended.escalation['state']}" in printed
    assert "booking: TaskFailed" in printed
    assert "(PartnerUnavailable)" in printed
