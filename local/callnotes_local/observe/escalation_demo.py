"""`callnotes demo escalation`: escalations with different ends, and the way that each took."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from callnotes_local.errors import CliError
from callnotes_local.observe.escalations import Desk, Json, Way, read_token, read_way
from callnotes_local.system.process import wait_until

NOTE = {"title": "데모: 환불 지연", "body": "환불이 늦어져 화가 나셨습니다.", "language": "ko"}
REASON = "Demo, made by `callnotes demo escalation`."
SECONDS = 60.0
# Functions keep a parameter for five seconds.
KEPT_SECONDS = 6.0
AWAY = "http://127.0.0.1:9/"
# One of the sources reads the customer's item; the notes stay readable.
DENIAL = "demo"
CUSTOMERS = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "TENANT#*#CUSTOMER#*"}}
GET = {"Effect": "Deny", "Action": "dynamodb:GetItem", "Resource": "*", "Condition": CUSTOMERS}
NO_BOOKINGS = json.dumps({"Version": "2012-10-17", "Statement": [GET]})


@dataclass(frozen=True)
class Ended:
    """How one escalation went."""

    name: str
    escalation: Json
    way: Way
    refused: str | None


@dataclass(frozen=True)
class Demo:
    """An agent who asks, and a supervisor who decides."""

    agent: Desk
    supervisor: Desk

    def play(self) -> Iterator[Ended]:
        """Play the scenes one after the other."""
        brief = partial(self._changed, "DecisionTime", "8")
        alone = partial(self._changed, "PartnerUrl", AWAY)
        yield self._run("A supervisor approves", "normal", "approve")
        yield self._run("A supervisor rejects", "normal", "reject")
        yield self._run("Nobody decides in time", "high", around=brief)
        yield self._run("One opinion fails", "normal", "approve", around=self._without_bookings)
        yield self._run("The partner fails", "high", "approve", around=alone)
        yield self._run("A used task token is sent again", "normal", "approve", self._replay)

    def _run(
        self,
        name: str,
        severity: str,
        verdict: str | None = None,
        afterwards: Callable[[str], str | None] = lambda _: None,
        around: Callable[[], Any] = nullcontext,
    ) -> Ended:
        with around():
            note = self.agent.call("POST", "/notes", {**NOTE, "customer_id": "hanbit-customer-01"})
            body = {"note_id": note["note_id"], "reason": REASON, "severity": severity}
            asked = self.agent.call("POST", "/escalations", body)["escalation_id"]
            if verdict:
                self.wait(asked, {"waiting"})
                path = f"/escalations/{asked}/decision"
                self.supervisor.call("POST", path, {"verdict": verdict})
            self.wait(asked, {"approved", "rejected", "timed_out", "failed"})
        refused = afterwards(asked)
        return Ended(name, self._read(asked), read_way(self.agent.cloud, asked), refused)

    def _read(self, escalation_id: str) -> Json:
        return self.agent.call("GET", f"/escalations/{escalation_id}")

    def wait(self, escalation_id: str, states: set[str]) -> None:
        """Wait for one of these states."""
        if not wait_until(lambda: self._read(escalation_id)["state"] in states, SECONDS, 0.2):
            why = f"Its state is not {' or '.join(sorted(states))} after {SECONDS:.0f} s."
            step = f"callnotes escalations show {escalation_id}"
            raise CliError(f"The escalation {escalation_id} goes on.", why, step)

    def _replay(self, escalation_id: str) -> str:
        cloud = self.agent.cloud
        output = json.dumps({"verdict": "reject", "decided_by": "somebody else"})
        try:
            token = read_token(cloud, escalation_id)
            cloud.clients.stepfunctions.send_task_success(taskToken=token, output=output)
        except ClientError as error:
            return str(error)
        return "no: the token was accepted twice"

    @contextmanager
    def _without_bookings(self) -> Iterator[None]:
        iam, role = self.agent.cloud.clients.iam, self.agent.cloud.physical_id("GiveOpinionRole")
        iam.put_role_policy(RoleName=role, PolicyName=DENIAL, PolicyDocument=NO_BOOKINGS)
        try:
            yield
        finally:
            iam.delete_role_policy(RoleName=role, PolicyName=DENIAL)

    @contextmanager
    def _changed(self, parameter: str, value: str) -> Iterator[None]:
        ssm, name = self.agent.cloud.clients.ssm, self.agent.cloud.physical_id(parameter)
        before = ssm.get_parameter(Name=name)["Parameter"]["Value"]
        ssm.put_parameter(Name=name, Value=value, Overwrite=True)
        try:
            time.sleep(KEPT_SECONDS)
            yield
        finally:
            ssm.put_parameter(Name=name, Value=before, Overwrite=True)
