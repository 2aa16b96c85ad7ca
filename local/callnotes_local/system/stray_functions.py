"""Functions that outlived their emulator, because it was killed while they were at work."""

from pathlib import Path

import psutil

RUNTIME_CLIENT = "awslambdaric"


def end_functions(folder: Path) -> None:
    """End every function whose package lies below this folder, and wait for it."""
    found = [
        process for process in psutil.process_iter() if _is_function(process, folder.resolve())
    ]
    for process in found:
        process.kill()
    psutil.wait_procs(found, timeout=1)


def _is_function(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()).is_relative_to(folder) and RUNTIME_CLIENT in process.cmdline()
    except (psutil.Error, OSError):
        return False
