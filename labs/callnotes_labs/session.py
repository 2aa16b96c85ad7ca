"""One lab in one workspace: what each command does, without printing."""

import difflib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from callnotes_labs.bench import Bench
from callnotes_labs.catalogue import Lab, find_lab, list_labs
from callnotes_labs.checks import Finding, deploy_copy, run_checks
from callnotes_labs.errors import LabError
from callnotes_labs.progress import Progress
from callnotes_labs.stack import LabStack
from callnotes_labs.texts import Text, same
from callnotes_labs.working_copy import WorkingCopy
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.system.lock import wait_for_lock

LABS_FOLDER, PROGRESS_FILE = "labs", "progress.json"


@dataclass(frozen=True)
class Session:
    """What a learner has of one lab."""

    lab: Lab
    folder: Path

    @property
    def copy(self) -> WorkingCopy:
        """The learner's template and code."""
        return WorkingCopy(self.lab, self.folder / self.lab.id)

    @property
    def progress(self) -> Progress:
        """What has been done."""
        return Progress(self.folder / PROGRESS_FILE)

    def start(self, clients: Clients) -> None:
        """Make the working copy, deploy it as it is, and start its functions."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.alone():
            self.copy.create()
            self.progress.start(self.lab.id)
            bench = self._bench(clients)
            deploy_copy(self.copy, bench)
            bench.stack.warm()

    def check(self, clients: Clients) -> Iterator[Finding]:
        """Deploy what has changed, and look at what it does."""
        copy, bench, passed = self.require_start(), self._bench(clients), True
        with self.alone():
            deploy_copy(copy, bench)
            for finding in run_checks(self.lab, bench):
                passed = passed and finding.passed
                yield finding
        if passed:
            self.progress.note_passed(self.lab.id)

    def next_hint(self, level: int | None) -> tuple[int, Text]:
        """The hint of a level, or the next one; the last is repeated."""
        hints, shown = self.lab.hints, self.progress.read(self.lab.id).hints
        number = level or min(shown + 1, len(hints))
        self.progress.note_hints(self.lab.id, max(number, shown))
        return number, hints[number - 1]

    def read_solution(self) -> str:
        """The difference between start and solution."""
        start, solution = self.lab.folder / "start", self.lab.folder / "solution"
        names = [path.relative_to(solution) for path in sorted(solution.rglob("*.*"))]
        return "".join(
            line
            for name in names
            for line in difflib.unified_diff(
                _read_lines(start / name), _read_lines(solution / name), str(name), str(name)
            )
        )

    def reset(self, clients: Clients) -> None:
        """Remove stack and working copy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.alone():
            LabStack.of(self.lab.id, clients).delete()
            self.copy.remove()
            self.progress.forget(self.lab.id)

    def require_start(self) -> WorkingCopy:
        """The working copy; LabError when there is none."""
        if not self.copy.exists:
            raise LabError(
                Text(f"{self.lab.id} is not started.", f"{self.lab.id}: 시작하지 않았습니다."),
                Text(
                    f"There is no working copy in {self.copy.folder}.",
                    f"{self.copy.folder}에 작업 사본이 없습니다.",
                ),
                same(f"callnotes labs start {self.lab.id}"),
            )
        return self.copy

    def alone(self) -> AbstractContextManager[None]:
        """Wait for other commands on this lab: two checks would find each other's messages."""
        return wait_for_lock(self.folder / f"{self.lab.id}.lock")

    def _bench(self, clients: Clients) -> Bench:
        return Bench(LabStack.of(self.lab.id, clients))


def open_session(workspace: Workspace, asked: str | None) -> Session:
    """The lab that was asked for, else the one used last."""
    folder = workspace.state / LABS_FOLDER
    labs, current = list_labs(), Progress(folder / PROGRESS_FILE).current
    if asked is None and current not in [lab.id for lab in labs]:
        what = Text("Which lab?", "어느 실습인가요?")
        why = Text("None is in progress.", "진행 중인 실습이 없습니다.")
        raise LabError(what, why, same("callnotes labs list"))
    return Session(find_lab(labs, asked or str(current)), folder)


def _read_lines(path: Path) -> list[str]:
    return path.read_text().splitlines(keepends=True) if path.exists() else []
