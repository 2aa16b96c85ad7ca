"""The labs that exist: one folder each, described by its lab.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from callnotes_labs.errors import LabError
from callnotes_labs.texts import Language, Text, same
from callnotes_local.errors import ExitCode

LABS = Path(__file__).resolve().parents[1]
DESCRIPTION = "lab.yaml"


@dataclass(frozen=True)
class Lab:
    """One lab; `folder` has its pages, templates, code, checks and hints."""

    folder: Path

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @cached_property
    def _description(self) -> Mapping[str, Any]:
        return dict(yaml.safe_load((self.folder / DESCRIPTION).read_text()))

    @property
    def order(self) -> int:
        """Its place in the list; learners may use it in place of the id."""
        return int(self._description["order"])

    @property
    def title(self) -> Text:
        """What it is about, in a few words."""
        return Text(**self._description["title"])

    @property
    def topics(self) -> list[str]:
        """The topics of the curriculum that it exercises."""
        return list(self._description["topics"])

    @property
    def exam(self) -> list[str]:
        """The tasks of the exam DVA-C02, such as `1.1`."""
        return list(self._description["exam"])

    @property
    def hints(self) -> list[Text]:
        """Three of them, each closer to the solution."""
        return [Text(**hint) for hint in yaml.safe_load((self.folder / "hints.yaml").read_text())]

    @property
    def cost(self) -> Text:
        """What it costs in an AWS account."""
        return Text(**self._description["aws"]["cost"])

    @property
    def local_only(self) -> Text | None:
        """Why it makes no sense in an AWS account; None when it does."""
        why = self._description["aws"].get("local_only")
        return Text(**why) if why else None

    def read_failure(self, kind: str) -> Mapping[str, str]:
        """What must fail on `start` or `wrong`: its check, and a part of `seen`."""
        return dict(self._description["fails"][kind])

    def find_page(self, language: Language) -> Path:
        """The page to read."""
        return self.folder / ("README.ko.md" if language == "ko" else "README.md")


def list_labs(root: Path = LABS) -> list[Lab]:
    """All labs, in the order to take them."""
    found = [Lab(path.parent) for path in root.glob(f"*/{DESCRIPTION}")]
    return sorted(found, key=lambda lab: lab.order)


def find_lab(labs: Sequence[Lab], asked: str) -> Lab:
    """The lab of this id or number, or an error that names the nearest one."""
    for lab in labs:
        if asked.lower().replace("-", "_") == lab.id or asked.lstrip("0") == str(lab.order):
            return lab
    names = [lab.id for lab in labs]
    near = get_close_matches(asked.lower(), names, n=1, cutoff=0.5)
    why = Text("No lab has this id or number.", "이 이름이나 번호의 실습은 없습니다.")
    if near:
        why = Text(f"The nearest name is {near[0]}.", f"가장 비슷한 이름은 {near[0]}입니다.")
    what = Text(f"There is no lab {asked!r}.", f"{asked!r}라는 실습이 없습니다.")
    next_move = same(f"callnotes labs start {near[0]}" if near else "callnotes labs list")
    raise LabError(what, why, next_move, ExitCode.UNKNOWN_ID)
