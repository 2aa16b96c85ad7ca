"""Sets, by public AWS APIs, what the emulator's CloudFormation drops and the template asks for."""

from callnotes_local.completion.complete import (
    COMPLETIONS,
    Completed,
    CompletionError,
    compare_stack,
    complete_stack,
)
from callnotes_local.completion.completion import Comparison, Completion
from callnotes_local.completion.record import CompletionRecord, read_record
from callnotes_local.completion.stack import DeployedStack, Resource, read_stack

__all__ = [
    "COMPLETIONS",
    "Comparison",
    "Completed",
    "Completion",
    "CompletionError",
    "CompletionRecord",
    "DeployedStack",
    "Resource",
    "compare_stack",
    "complete_stack",
    "read_record",
    "read_stack",
]
