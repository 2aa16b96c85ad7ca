"""Sets, by public AWS APIs, what the emulator's CloudFormation drops and the template asks for."""

from callnotes_local.completion.complete import (
    STAGE_DEPLOYMENT,
    CompletionError,
    complete_stack,
    find_dropped,
)
from callnotes_local.completion.record import CompletionRecord, read_record
from callnotes_local.completion.table import COMPLETIONS, Completion

__all__ = [
    "COMPLETIONS",
    "STAGE_DEPLOYMENT",
    "Completion",
    "CompletionError",
    "CompletionRecord",
    "complete_stack",
    "find_dropped",
    "read_record",
]
