"""A rule: calls of one operation, or invocations of one function, fail in one way for a while."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, get_args

type Fault = Literal[
    "throttle", "error_before", "error_after", "delay", "drop", "duplicate", "corrupt"
]
FAULTS: tuple[Fault, ...] = get_args(Fault.__value__)
# The invocation itself, as AWS FIS names its actions on functions.
INVOKE = ("lambda", "Invoke")
ANY = "*"


@dataclass(frozen=True)
class Call:
    """A call of an operation by a function (its verb_noun); botocore's names of both."""

    service: str
    operation: str
    function: str


@dataclass
class Rule:
    """Calls fail in the way of `fault`, after `after` that do not.

    `*` is any name; invocations are meant by `lambda.Invoke` only, never by a service of `*`.

    times: how many, None until the rule is removed. seconds: how long a `delay` is. status: of an
    error's response; 0 is no response, the connection is closed. code: the error's code.
    """

    service: str
    operation: str
    fault: Fault
    times: int | None = None
    after: int = 0
    function: str = ANY
    seconds: float = 1.0
    status: int | None = None
    code: str = ""
    fired: int = 0

    def matches(self, call: Call) -> bool:
        """Whether the rule is about this call."""
        if (call.service, call.operation) == INVOKE and self.service == ANY:
            return False
        return (
            fnmatchcase(call.service, self.service)
            and fnmatchcase(call.operation, self.operation)
            and fnmatchcase(call.function, self.function)
        )

    def draw(self) -> bool:
        """Count a call that matches, and return whether it fails."""
        if self.times is not None and self.fired >= self.times:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.fired += 1
        return True


def draw_rule[R: Rule](rules: list[R], call: Call) -> R | None:
    """Return the first rule by which the call fails."""
    return next((rule for rule in rules if rule.matches(call) and rule.draw()), None)
