"""Starts Lambda's runtime with the hooks in it: `bootstrap.py awslambdaric HANDLER RULES`.

The rest is imported at the first fault: without rules a call costs one look for a file. The runtime
leaves files of this name out of stack traces.
"""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awslambdaric import __main__ as runtime
from awslambdaric import bootstrap
from botocore import register_initializer

sys.path.insert(0, os.path.dirname(os.path.dirname(__file__)))  # noqa: PTH120 - at each cold start
from faults.hooks import Hooks

del sys.path[0]

if TYPE_CHECKING:
    from faults.rule import Rule

*RUNTIME, RULES = sys.argv[1:]


def draw(service: str, operation: str) -> "Rule | None":
    """Return the rule by which this call fails."""
    if not os.path.exists(RULES):  # noqa: PTH110 - at each call
        return None
    from faults.rule import Call
    from faults.rules_file import RulesFile

    function = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"].rpartition("/")[2]
    return RulesFile(Path(RULES)).draw(Call(service, operation, function))


def fail_call(service: str, operation: str, request: Any, timeout: float) -> Any:
    """Fail an attempt of a call, or let it be sent."""
    if (rule := draw(service, operation)) is None:
        return None
    from faults.calls import Attempt

    return Attempt(service, request, timeout).fail(rule)


def find_handler(name: str, find: Any = bootstrap._get_handler) -> Any:  # noqa: SLF001
    """Return the function's handler, whose invocations may fail."""
    handler = find(name)

    def invoke(event: Any, context: Any) -> Any:
        if (rule := draw("lambda", "Invoke")) is None:
            return handler(event, context)
        from faults.invocations import Invocation

        return Invocation(handler, event, context, time.sleep).fail(rule)

    return invoke


register_initializer(Hooks(fail_call).register)
bootstrap._get_handler = find_handler  # noqa: SLF001
runtime.main(RUNTIME)
