"""The learner's own copy of a lab's template and code."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from callnotes_labs.catalogue import Lab
from callnotes_labs.errors import LabError
from callnotes_labs.texts import Text, same

TEMPLATE = "template.yaml"
LOOK_SECONDS = 0.2
CACHES = shutil.ignore_patterns("__pycache__")


@dataclass(frozen=True)
class WorkingCopy:
    """`folder` is the learner's; the lab's own folder is never edited."""

    lab: Lab
    folder: Path

    @property
    def exists(self) -> bool:
        """Whether the lab has been started."""
        return self.folder.is_dir()

    @property
    def template(self) -> Path:
        """The template of the lab's stack."""
        return self.folder / TEMPLATE

    def create(self) -> None:
        """Copy the unsolved start; what the learner already has is kept."""
        if not self.exists:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(self.lab.folder / "start", self.folder, ignore=CACHES)

    def lay_over(self, name: str) -> None:
        """Replace the files that `solution` or `wrong` has; the others are those of the start."""
        for part in ("start", name):
            shutil.copytree(self.lab.folder / part, self.folder, ignore=CACHES, dirs_exist_ok=True)

    def remove(self) -> None:
        """Remove the learner's files."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def list_files(self) -> Iterator[Path]:
        """Its files, without what Python compiles."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path

    def take_snapshot(self) -> dict[Path, int]:
        """When each file was changed, in ns: differs after every save."""
        return {path: path.stat().st_mtime_ns for path in self.list_files()}

    def wait_for_save(self, before: dict[Path, int]) -> dict[Path, int]:
        """Return the new snapshot as soon as it differs from the one before."""
        while (now := self.take_snapshot()) == before:
            time.sleep(LOOK_SECONDS)
        return now

    def check_syntax(self) -> None:
        """Refuse code that Python cannot read, before it is deployed."""
        for path in self.list_files():
            if path.suffix == ".py":
                _compile(path, path.relative_to(self.folder))


def _compile(path: Path, name: Path) -> None:
    try:
        compile(path.read_bytes(), str(path), "exec")
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        place = f"{name}:{line}"
        raise LabError(
            Text(f"{place} is not valid Python.", f"{place}은(는) 올바른 Python이 아닙니다."),
            same(f"{getattr(error, 'msg', error)}: {_read_line(path, line)}"),
            Text(f"correct line {line} of {path}", f"{path}의 {line}번째 줄을 고치세요"),
        ) from error


def _read_line(path: Path, number: int) -> str:
    lines = path.read_text(errors="replace").splitlines()
    return lines[number - 1].strip() if number <= len(lines) else ""
