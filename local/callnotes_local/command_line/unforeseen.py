"""Errors that no command foresaw, in words that a person can use."""

import errno

from botocore.exceptions import BotoCoreError, ClientError

from callnotes_local.as_typed import DEBUG_OPTION, same_command
from callnotes_local.emulator import UnsavedError
from callnotes_local.errors import CliError

# Parts of AWS's error codes, and what helps.
HELPS = {
    "Throttl": "wait a minute",
    "TooManyRequests": "wait a minute",
    "Denied": "get the permission for it",
    "Unauthorized": "get the permission for it",
    "Expired": "sign in to AWS again",
}


def explain(error: Exception) -> CliError:
    """What happened, why and what next, for any error."""
    if isinstance(error, CliError):
        return error
    if isinstance(error, ClientError):
        return _refused(error)
    if isinstance(error, BotoCoreError):
        return CliError("A service cannot be reached.", str(error), "callnotes doctor")
    if isinstance(error, UnsavedError):
        return _unsaved(error)
    if isinstance(error, OSError) and error.filename:
        return _unusable(error)
    what = f"Something unexpected happened: {type(error).__name__}"
    return CliError(what, str(error) or "The error has no message.", same_command(DEBUG_OPTION))


def _refused(error: ClientError) -> CliError:
    code = error.response["Error"].get("Code", "")
    first = next((help_ for part, help_ in HELPS.items() if part in code), "callnotes doctor")
    why = f"{code}: {error.response['Error'].get('Message', '')}"
    return CliError(f"{error.operation_name} was refused.", why, f"{first}, then {same_command()}")


def _unsaved(error: UnsavedError) -> CliError:
    return CliError(
        "The last changes are in the local cloud's memory only.",
        str(error),
        "free space, then: callnotes down (callnotes down --force gives them up)",
    )


def _unusable(error: OSError) -> CliError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    first = "make room on the disk" if full else "make it yours to read and write"
    what = f"{error.filename} cannot be used."
    return CliError(what, f"{error.strerror}.", f"{first}, then {same_command()}")
