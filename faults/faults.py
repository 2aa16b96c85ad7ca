"""What each fault does, and what AWS FIS calls it."""

from dataclasses import dataclass

from faults.rule import Fault


@dataclass(frozen=True)
class Description:
    """A fault as `callnotes chaos list` shows it."""

    fault: Fault
    call: str
    invocation: str
    fis: str


# https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
ERROR = "invocation-error, invocation-http-integration-response"
DESCRIPTIONS = (
    Description("throttle", "refused, as the service throttles", "-", "-"),
    Description("error_before", "not done: 500", "the handler does not run", ERROR),
    Description("error_after", "done, the reply is lost", "the handler runs, then it fails", ERROR),
    Description("delay", "done after seconds", "starts after seconds", "invocation-add-delay"),
    Description("drop", "not done, no reply", "runs into the function's timeout", "-"),
    Description("duplicate", "done twice", "the handler runs twice", "-"),
    Description("corrupt", "done, the reply is cut", "the event is cut", "-"),
)
