"""Escalations as people see them over HTTP, and the way of each through its state machine."""

import json
from dataclasses import dataclass
from typing import Any

import jmespath
import urllib3

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.cloud.login import sign_in
from callnotes_local.errors import CliError

# As the gateway: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
SECONDS = 29
type Json = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """One user at the API; responses are JSON, problems are errors."""

    cloud: Cloud
    api_url: str
    user: str

    def call(self, method: str, path: str, body: Json | None = None) -> Json:
        """Send a request; CliError with the problem's own words when it is refused."""
        headers = {"Authorization": f"Bearer {sign_in(self.cloud, self.user)}"}
        url = f"{self.api_url}{path}"
        response = urllib3.request(
            method, url, json=body, headers=headers, timeout=SECONDS, retries=False
        )
        found: Json = response.json()
        if response.status >= 400:
            why = f"{response.status} {found['title']}: {found['detail']}"
            raise CliError(f"{method} {path} was refused.", why, "callnotes logs")
        return found


@dataclass(frozen=True)
class Way:
    """The states of a definition, and those that one execution has entered so far, in order."""

    definition: Json
    entered: list[str]
    status: str
    error: str | None

    def to_lines(self) -> list[str]:
        """Each state with where it leads: entered, current, or not reached."""
        marks = dict.fromkeys(self.entered, "x")
        if self.status == "RUNNING" and self.entered:
            marks[self.entered[-1]] = ">"
        width = max(map(len, self.definition["States"]))
        return [
            f"{marks.get(name, ' ')} {name:<{width}}  {' | '.join(find_next(state))}".rstrip()
            for name, state in self.definition["States"].items()
        ]

    def to_mermaid(self) -> list[str]:
        """The graph as a Mermaid state diagram (https://mermaid.js.org/syntax/stateDiagram.html)."""
        states = self.definition["States"].items()
        edges = [f"  {name} --> {after}" for name, state in states for after in find_next(state)]
        marks = [f"  class {name} entered" for name in dict.fromkeys(self.entered)]
        start = f"  [*] --> {self.definition['StartAt']}"
        style = "  classDef entered fill:#cfc,stroke:#080"
        return ["stateDiagram-v2", start, *edges, style, *marks]


def find_next(state: Json) -> list[str]:
    """Where a state may lead, without repetition."""
    ways = [state, *state.get("Choices", ()), *state.get("Catch", ())]
    named = [way.get("Next") for way in ways] + [state.get("Default")]
    return list(dict.fromkeys(name for name in named if name))


def read_way(cloud: Cloud, escalation_id: str) -> Way:
    """The way of an escalation's execution."""
    client, arn = cloud.clients.stepfunctions, find_execution(cloud, escalation_id)
    found = client.describe_execution(executionArn=arn)
    machine = client.describe_state_machine(stateMachineArn=found["stateMachineArn"])
    events = read_history(cloud, escalation_id)
    entered = jmespath.search("[].stateEnteredEventDetails.name", events)
    return Way(json.loads(machine["definition"]), entered, found["status"], found.get("error"))


def read_token(cloud: Cloud, escalation_id: str) -> str:
    """The task token that its execution waited with, which the history keeps."""
    events = read_history(cloud, escalation_id)
    sent = map(json.loads, jmespath.search("[].taskScheduledEventDetails.parameters", events))
    return str(next(filter(None, (found.get("Payload", {}).get("task_token") for found in sent))))


def read_history(cloud: Cloud, escalation_id: str) -> list[Json]:
    """All events of an escalation's execution, in their order."""
    listed = cloud.clients.stepfunctions.get_paginator("get_execution_history")
    pages: Any = listed.paginate(executionArn=find_execution(cloud, escalation_id))
    return list(pages.search("events[]"))


def find_execution(cloud: Cloud, escalation_id: str) -> str:
    """The ARN of an escalation's execution, which has its name."""
    machine = cloud.physical_id("EscalationStateMachine")
    return f"{machine.replace(':stateMachine:', ':execution:')}:{escalation_id}"
