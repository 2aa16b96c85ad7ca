"""Sets, by public AWS APIs, what the emulator's CloudFormation drops and the template asks for."""

from callnotes_local.completion.complete import COMPLETIONS, CompletionError, complete_stack
from callnotes_local.completion.completion import Comparison, Completion
from callnotes_local.completion.stack import DeployedStack, read_stack

__all__ = [
    "COMPLETIONS",
    "Comparison",
    "Completion",
    "CompletionError",
    "DeployedStack",
    "complete_stack",
    "read_stack",
]
