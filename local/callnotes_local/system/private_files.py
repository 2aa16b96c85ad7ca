"""Files that their owner alone may read: keys, state, logs."""

from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
UMASK = 0o077


def make_folder(folder: Path) -> Path:
    """Make a folder that nobody else may enter; close one that stood open."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    return folder


def write_text(path: Path, text: str) -> None:
    """Replace a file as a whole; it is never readable by others, not even while it is written."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(FILE_MODE, exist_ok=False)
    partial.write_text(text)
    partial.replace(path)
