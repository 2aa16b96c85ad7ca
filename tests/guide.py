"""Pages that are followed by tests: their blocks are edits, each of the file that it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.template import ROOT

BLOCK = re.compile(r"^```diff\n\+\+\+ b/(\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
STEP = re.compile(r"^## (\d+)\. ", re.MULTILINE)


@dataclass(frozen=True)
class Edit:
    """A block of a page: in its file, the lines with a minus become those with a plus."""

    step: int
    path: str
    before: str
    after: str

    def apply(self, root: Path) -> None:
        """Edit the file, which has the place once, or write a new one."""
        target = root / self.path
        if not self.before:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.after)
            return
        text = target.read_text()
        count = text.count(self.before)
        assert count == 1, f"{self.path} has this place {count} times:\n{self.before}"
        target.write_text(text.replace(self.before, self.after))


def read_edits(page: str) -> Iterator[Edit]:
    """Read the blocks of a page under docs/; those before the first numbered step are of step 0."""
    text = (ROOT / "docs" / page).read_text()
    for block in BLOCK.finditer(text):
        steps = STEP.findall(text[: block.start()])
        path, lines = block[1], block[2].splitlines()
        yield Edit(int(steps[-1]) if steps else 0, path, _side(lines, "-"), _side(lines, "+"))


def _side(lines: list[str], mark: str) -> str:
    return "".join(f"{line[1:]}\n" for line in lines if line[:1] in ("", " ", mark))
