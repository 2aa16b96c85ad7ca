"""Errors that no command foresaw, in words that a person can use."""

import errno
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from callnotes_local.as_typed import DEBUG_OPTION, same_command
from callnotes_local.emulator import UnsavedError
from callnotes_local.errors import CliError, interrupted

# Parts of AWS's error codes, and what helps.
HELPS = {
    "Throttl": "wait a minute",
    "TooManyRequests": "wait a minute",
    "Denied": "get the permission for it",
    "Unauthorized": "get the permission for it",
    "Expired": "sign in to AWS again",
}


def explain(error: BaseException) -> CliError:
    """What happened, why and what next, for any error and for an interruption."""
    match error:
        case CliError():
            explained = error
        case KeyboardInterrupt() | SystemExit():
            explained = interrupted("What was done stays; the rest was not.", same_command())
        case ClientError():
            reason: Any = {"Code": "", "Message": "", **error.response["Error"]}
            helps = (remedy for part, remedy in HELPS.items() if part in reason["Code"])
            what, remedy = f"{error.operation_name} failed.", next(helps, "callnotes doctor")
            why = f"{reason['Code']}: {reason['Message']}"
            explained = CliError(what, why, f"{remedy}, then {same_command()}")
        case BotoCoreError():
            explained = CliError("A service cannot be reached.", str(error), "callnotes doctor")
        case UnsavedError():
            what = "The last changes are in the local cloud's memory only."
            remedy = "free space, then: callnotes down (callnotes down --force gives them up)"
            explained = CliError(what, str(error), remedy)
        case OSError() if error.filename:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            remedy = "make room on the disk" if full else "make it yours to read and write"
            what, why = f"{error.filename} cannot be used.", f"{error.strerror}."
            explained = CliError(what, why, f"{remedy}, then {same_command()}")
        case _:
            what = f"Something unexpected happened: {type(error).__name__}"
            why = str(error) or "The error has no message."
            explained = CliError(what, why, same_command(DEBUG_OPTION))
    return explained
