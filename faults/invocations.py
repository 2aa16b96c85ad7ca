"""Faults of an invocation itself, as AWS FIS injects them into functions.

https://docs.aws.amazon.com/fis/latest/userguide/use-lambda-actions.html
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from faults.rule import Rule

type Handler = Callable[[Any, Any], Any]


class InjectedError(Exception):
    """The invocation fails because a rule says so."""


@dataclass(frozen=True)
class Invocation:
    """One invocation that has come to the function."""

    handler: Handler
    event: Any
    context: Any
    sleep: Callable[[float], object]

    def fail(self, rule: Rule) -> Any:
        """Return or raise what Lambda gets by the rule."""
        match rule.fault:
            case "throttle":
                raise ValueError("Lambda throttles before it invokes: no function can do that")
            case "error_before":
                return self._refuse(rule)
            case "error_after":
                self.run()
                return self._refuse(rule)
            case "delay":
                self.sleep(rule.seconds)
                return self.run()
            case "drop":
                # Lambda ends the environment at the function's timeout.
                self.sleep(self.context.get_remaining_time_in_millis() / 1000 + 1)
                raise InjectedError("The invocation got no response.")
            case "duplicate":
                self.run()
                return self.run()
            case "corrupt":
                return self.handler(damage(self.event), self.context)

    def run(self) -> Any:
        """Call the handler with an event of its own."""
        return self.handler(copy.deepcopy(self.event), self.context)

    def _refuse(self, rule: Rule) -> Any:
        if rule.status is None:
            raise InjectedError(f"{rule.fault} was injected.")
        body = json.dumps({"message": "injected"})
        headers = {"Content-Type": "application/json"}
        return {"statusCode": rule.status, "headers": headers, "body": body}


def damage(event: Any) -> Any:
    """Return an event with half of each message, of the body, or with nothing in it."""
    match event:
        case {"Records": list() as records}:
            return event | {"Records": [damage(record) for record in records]}
        case {"body": str() as body}:
            return event | {"body": body[: len(body) // 2]}
        case {"dynamodb": dict() as change}:
            return event | {"dynamodb": change | {"NewImage": {}}}
    return {}
