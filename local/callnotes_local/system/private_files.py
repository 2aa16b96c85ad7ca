"""Files that their owner alone may read: keys, records, logs."""

import json
from pathlib import Path
from typing import Any, Self

FOLDER_MODE = 0o700
FILE_MODE = 0o600
UMASK = 0o077


def make_folder(folder: Path) -> Path:
    """Make a folder that nobody else may enter; close one that stood open."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    return folder


class Record:
    """A dataclass that is kept in a file."""

    def save(self, path: Path) -> None:
        write_text(path, json.dumps(vars(self), default=vars))

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Read it back; None when there is none that this version understands."""
        make: Any = cls
        try:
            found: Self = make(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return found


def write_text(path: Path, text: str) -> None:
    """Replace a file as a whole; it is never readable by others, not even while it is written."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(FILE_MODE, exist_ok=False)
    partial.write_text(text)
    partial.replace(path)
