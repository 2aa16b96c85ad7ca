"""How far a learner is: kept beside the working copies."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from callnotes_local.system import private_files


@dataclass(frozen=True)
class Record:
    """One lab: how many hints were shown, whether all checks have passed."""

    hints: int = 0
    passed: bool = False


@dataclass
class Records:
    """The records by lab, and which lab was used last."""

    current: str | None = None
    labs: dict[str, Record] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """The records of all labs in one file."""

    path: Path

    @property
    def current(self) -> str | None:
        """The lab that was used last; None when it was reset."""
        return self._load().current

    def read(self, lab_id: str) -> Record:
        """The record of a lab; a new one when there is none."""
        return self._load().labs.get(lab_id, Record())

    def start(self, lab_id: str) -> None:
        """Note that a lab is the one in use."""
        self._save(lab_id, lab_id, self.read(lab_id))

    def note_hints(self, lab_id: str, number: int) -> None:
        """Note how many hints were shown."""
        self._save(lab_id, lab_id, replace(self.read(lab_id), hints=number))

    def note_passed(self, lab_id: str) -> None:
        """Note that every check has passed, once and for all."""
        self._save(lab_id, lab_id, replace(self.read(lab_id), passed=True))

    def forget(self, lab_id: str) -> None:
        """Begin a lab anew; that it was passed is kept."""
        self._save(None, lab_id, replace(self.read(lab_id), hints=0))

    def _save(self, current: str | None, lab_id: str, record: Record) -> None:
        records = self._load()
        changed = Records(current, records.labs | {lab_id: record})
        private_files.make_folder(self.path.parent)
        private_files.write_text(self.path, json.dumps(asdict(changed), indent=1))

    def _load(self) -> Records:
        try:
            found = json.loads(self.path.read_text())
            labs = {lab_id: Record(**record) for lab_id, record in found["labs"].items()}
            return Records(found["current"], labs)
        except (OSError, ValueError, KeyError, TypeError):
            return Records()
