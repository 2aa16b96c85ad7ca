"""`callnotes demo escalation`: escalations with different ends, and the way that each took."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes_local.cloud.cloud import STACK_NAME
from callnotes_local.errors import CliError
from callnotes_local.observe.escalations import Desk, Json, Way, read_way
from callnotes_local.system.process import wait_until

NOTE = {"title": "데모: 환불 지연", "body": "환불이 늦어져 화가 나셨습니다.", "language": "ko"}
REASON = "Demo, made by `callnotes demo escalation`."
SECONDS = 60.0
# Functions keep a parameter for five seconds.
KEPT_SECONDS = 6.0
AWAY = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class Ended:
    """How one escalation went."""

    name: str
    escalation: Json
    way: Way
    refused: list[str]


@dataclass(frozen=True)
class Demo:
    """An agent who asks, and a supervisor who decides."""

    agent: Desk
    supervisor: Desk

    def play(self) -> Iterator[Ended]:
        """Play the scenes one after the other."""
        yield self._run("approved", "normal", "approve")
        yield self._run("rejected; then a second decision and a made-up token", "normal", "reject",
                        self._try_again)  # fmt: skip
        yield self._run("opinions fail", "low", around=self._without_permission)
        yield self._run("nobody decides", "high", around=self._changed("DecisionTime", "8"))
        yield self._run("the partner fails", "high", "approve",
                        around=self._changed("PartnerUrl", AWAY))  # fmt: skip

    def _run(
        self,
        name: str,
        severity: str,
        verdict: str | None = None,
        afterwards: Callable[[str], list[str]] = lambda _: [],
        around: Callable[[], Any] = nullcontext,
    ) -> Ended:
        with around():
            note = self.agent.call("POST", "/notes", {**NOTE, "customer_id": "hanbit-customer-01"})
            body = {"note_id": note["note_id"], "reason": REASON, "severity": severity}
            asked = self.agent.call("POST", "/escalations", body)["escalation_id"]
            if verdict:
                self.wait(asked, {"waiting"})
                self._decide(asked, verdict)
            self.wait(asked, {"approved", "rejected", "timed_out", "failed"})
        refused = afterwards(asked)
        return Ended(name, self._read(asked), read_way(self.agent.cloud, asked), refused)

    def _read(self, escalation_id: str) -> Json:
        return self.agent.call("GET", f"/escalations/{escalation_id}")

    def _decide(self, escalation_id: str, verdict: str) -> None:
        body = {"verdict": verdict}
        self.supervisor.call("POST", f"/escalations/{escalation_id}/decision", body)

    def wait(self, escalation_id: str, states: set[str]) -> None:
        """Wait for one of these states."""
        if not wait_until(lambda: self._read(escalation_id)["state"] in states, SECONDS, 0.2):
            why = f"Its state is not {' or '.join(sorted(states))} after {SECONDS:.0f} s."
            step = f"callnotes escalations show {escalation_id}"
            raise CliError(f"The escalation {escalation_id} goes on.", why, step)

    def _try_again(self, escalation_id: str) -> list[str]:
        refused = []
        try:
            self._decide(escalation_id, "approve")
        except CliError as error:
            refused.append(error.why)
        try:
            client = self.agent.cloud.clients.stepfunctions
            client.send_task_success(taskToken="made-up", output="{}")
        except ClientError as error:
            refused.append(str(error))
        return refused

    def _find(self, logical_id: str) -> str:
        stacks = self.agent.cloud.clients.cloudformation
        found = stacks.describe_stack_resource(StackName=STACK_NAME, LogicalResourceId=logical_id)
        return found["StackResourceDetail"]["PhysicalResourceId"]

    @contextmanager
    def _without_permission(self) -> Iterator[None]:
        iam, policy = self.agent.cloud.clients.iam, "give_opinion"
        role = self._find("GiveOpinionRole")
        before = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        iam.delete_role_policy(RoleName=role, PolicyName=policy)
        try:
            yield
        finally:
            document = json.dumps(before)
            iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=document)

    def _changed(self, logical_id: str, value: str) -> Callable[[], Any]:
        @contextmanager
        def change() -> Iterator[None]:
            ssm, name = self.agent.cloud.clients.ssm, self._find(logical_id)
            before = ssm.get_parameter(Name=name)["Parameter"]["Value"]
            ssm.put_parameter(Name=name, Value=value, Overwrite=True)
            try:
                time.sleep(KEPT_SECONDS)
                yield
            finally:
                ssm.put_parameter(Name=name, Value=before, Overwrite=True)

        return change
