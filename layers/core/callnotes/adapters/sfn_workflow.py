"""The workflow of escalations as executions of a state machine, each named after its escalation.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
"""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.domain.escalation import Decision

# The task has ended or timed out, or the token is invalid.
NOBODY_WAITS = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})


@dataclass(frozen=True)
class StepFunctionsWorkflow:
    """`ports.EscalationWorkflow` on a state machine of the standard type."""

    client: Any
    state_machine_arn: str

    def start(self, tenant: str, escalation_id: str, correlation_id: str) -> None:
        """Start the execution of that name; the name's first execution is the only one."""
        began = {"escalation_id": escalation_id, "correlation_id": correlation_id}
        try:
            with calling("escalation workflow"):
                self.client.start_execution(
                    stateMachineArn=self.state_machine_arn,
                    name=escalation_id,
                    input=json.dumps({"tenant": tenant, **began}),
                )
        except ClientError as error:
            if error_code(error) != "ExecutionAlreadyExists":
                raise

    def is_running(self, escalation_id: str) -> bool:
        """Look for the execution of that name."""
        arn = self.state_machine_arn.replace(":stateMachine:", ":execution:", 1)
        try:
            with calling("escalation workflow"):
                answer = self.client.describe_execution(executionArn=f"{arn}:{escalation_id}")
        except ClientError as error:
            if error_code(error) != "ExecutionDoesNotExist":
                raise
            return False
        return str(answer["status"]) == "RUNNING"


@dataclass(frozen=True)
class StepFunctionsTasks:
    """`ports.WaitingTasks` of any state machine: the token identifies the task."""

    client: Any

    def answer(self, task_token: str, escalation_id: str, decision: Decision) -> bool:
        """End the wait with who decided what, and not why."""
        output = {
            "escalation_id": escalation_id,
            "verdict": decision.verdict,
            "decided_by": decision.decided_by,
        }
        try:
            with calling("escalation workflow"):
                self.client.send_task_success(taskToken=task_token, output=json.dumps(output))
        except ClientError as error:
            if error_code(error) not in NOBODY_WAITS:
                raise
            return False
        return True
