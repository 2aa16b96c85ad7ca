"""A folder as the stand-in for a records system: one JSON file for each escalation."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from callnotes.domain.errors import RecordConflict, RecordsUnavailable
from callnotes.domain.record import Record


@dataclass(frozen=True)
class FolderRecords:
    """`ports.Records` in a folder; each record takes `seconds`, as a slow system's does."""

    folder: Path
    seconds: float = 0

    def keep_record(self, record: Record) -> None:
        """Write `<tenant>/<escalation_id>.json`: whole, or not at all, and never over another."""
        time.sleep(self.seconds)
        path = self.folder / f"{record.reference}.json"
        text = json.dumps(record.model_dump(), indent=1) + "\n"
        try:
            _write_once(path, text)
        except OSError as error:
            raise RecordsUnavailable("The records folder cannot be written.") from error


def _write_once(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _temporary_file(path.parent, text) as temporary:
        try:
            # A link fails where a rename would replace.
            os.link(temporary, path)
        except FileExistsError:
            if path.read_text() != text:
                why = "Another record has this reference."
                raise RecordConflict(why) from None


@contextmanager
def _temporary_file(folder: Path, text: str) -> Iterator[Path]:
    with NamedTemporaryFile("w", dir=folder, prefix=".", suffix=".tmp") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        yield Path(file.name)
