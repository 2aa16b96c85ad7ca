"""The whole local cloud is killed while escalations wait: each ends, and nothing of it stays."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from rich.console import Console

from benchmarks.kill_loop.kill import kill_everything
from benchmarks.scratch import scratch_up
from callnotes.adapters.escalation_items import mark_sort_key, open_key, token_key
from callnotes.adapters.note_items import note_key, to_wire
from callnotes_local.command_line.progress import Progress
from callnotes_local.lifecycle.bring_up import Up
from tests.integration.test_alarms import is_raised
from tests.integration.test_escalations import ask, await_state, decide, path_of
from tests.integration.test_many_escalations import ENDS, list_open_executions
from tests.stack.http import Api, Json
from tests.stack.polling import eventually
from tests.stack.stack import Stack

WAITING = 4
# The sweep comes each minute, and a function that was killed starts anew.
ENDED_SECONDS = 120


@dataclass(frozen=True)
class Desk:
    """One contact center on a cloud that is killed and comes back."""

    tenant: str
    agent: Api
    supervisor: Api
    customer: str

    def escalate(self) -> Json:
        note = self.agent.create_note(customer_id=self.customer)
        return await_state(self.agent, ask(self.agent, note).json, "waiting")


def open_desk(stack: Stack) -> Desk:
    tenant = stack.new_tenant()
    agent, supervisor = stack.new_agent(tenant), stack.new_agent(tenant, "supervisor")
    return Desk(tenant, agent, supervisor, stack.new_customer(tenant))


def record_decision(stack: Stack, desk: Desk, case: Json) -> None:
    """Let a supervisor decide while the workflow cannot be told: its token is lost."""
    key = to_wire(token_key(desk.tenant, case["escalation_id"]))
    stack.clients.dynamodb.delete_item(TableName=stack.output("TableName"), Key=key)
    answer = decide(desk.supervisor, case)
    assert (answer.status, answer.json["state"]) == (200, "waiting")


def age(stack: Stack, desk: Desk, case: Json) -> None:
    """Let it have waited for so long that the sweep looks at it."""
    line = stack.get_item(open_key(desk.tenant, case["escalation_id"]))
    assert line is not None
    stack.put_item(line | {"since": "2026-01-01T00:00:00.000000Z"})


def kill_while_deciding(stack: Stack, up: Up, desk: Desk, case: Json) -> None:
    """Send a decision into the kill: its sender may or may not learn what became of it."""
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(decide, desk.supervisor, case, "reject")
        kill_everything(stack.cloud, up.workspace)
        sent.exception()


@pytest.mark.timeout(600)
def test_given_escalations_that_wait_when_everything_is_killed_then_each_ends() -> None:
    with scratch_up("kill-escalations", Progress(Console(quiet=True))) as up:
        stack = Stack(up.run(), up.origin)
        desk = open_desk(stack)
        left = [desk.escalate() for _ in range(WAITING)]
        decided, raced = desk.escalate(), desk.escalate()
        record_decision(stack, desk, decided)
        for case in (*left, decided, raced):
            age(stack, desk, case)
        stack.cloud.emulator.checkpoint()
        kill_while_deciding(stack, up, desk, raced)

        stack = Stack(up.run(), up.origin)
        assert_all_ended(stack, desk, left, decided, raced)
        note = desk.agent.create_note(customer_id=desk.customer)
        await_state(desk.agent, ask(desk.agent, note, severity="low").json, "approved")


def assert_all_ended(
    stack: Stack, desk: Desk, left: list[Json], decided: Json, raced: Json
) -> None:
    cases = (*left, decided, raced)
    ended = eventually(lambda: read_ended(desk.agent, cases), ENDED_SECONDS)

    *others, of_decided, of_raced = ended
    assert [(case["state"], case["decision"]) for case in others] == [("failed", None)] * WAITING
    assert of_decided["state"] == "failed"
    assert of_decided["decision"]["verdict"] == "approve"
    assert of_raced["state"] in {"failed", "rejected"}
    assert list_open_executions(stack) == set()
    for case in ended:
        eventually(lambda case=case: not find_left_over(stack, desk.tenant, case))  # type: ignore[misc]
    eventually(lambda: is_raised(stack, "EscalationsLostAlarm"))


def read_ended(api: Api, cases: tuple[Json, ...]) -> list[Json] | None:
    found = [api.get(path_of(case)).json for case in cases]
    return found if all(case["state"] in ENDS for case in found) else None


def find_left_over(stack: Stack, tenant: str, case: Json) -> list[str]:
    """Name what only an open escalation has: token, line in the list, and a mark if it failed."""
    escalation_id = case["escalation_id"]
    mark = note_key(tenant, case["note_id"]) | {"sk": mark_sort_key(escalation_id)}
    items = {
        "token": token_key(tenant, escalation_id),
        "line": open_key(tenant, escalation_id),
        **({"mark": mark} if case["state"] == "failed" else {}),
    }
    return [name for name, key in items.items() if stack.get_item(key)]
