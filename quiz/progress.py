"""What a learner has answered, kept in one JSON file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from quiz.leitner import FIRST, LAST, Card

VERSION = 1
# A clock that was wrong for a while makes no card that is never due again.
TOLERANCE = timedelta(days=1)


class DamagedProgress(Exception):
    """The file exists and cannot be read; the text says why."""


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid")

    box: Annotated[int, Field(ge=FIRST, le=LAST)]
    answered_at: AwareDatetime
    right: Annotated[int, Field(ge=0)]
    wrong: Annotated[int, Field(ge=0)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=VERSION, le=VERSION)]
    cards: dict[str, _Kept]


@dataclass(frozen=True)
class ProgressFile:
    """The file; a write replaces it as a whole, so that an interruption damages nothing."""

    path: Path

    def read(self, now: datetime) -> dict[str, Card]:
        """Return the cards by question; none when nothing was answered yet."""
        try:
            kept = _File.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValidationError as error:
            raise DamagedProgress(f"{self.path}: {error.errors()[0]['msg']}") from None
        latest = now + TOLERANCE
        return {
            question: Card(card.box, min(card.answered_at, latest), card.right, card.wrong)
            for question, card in kept.cards.items()
        }

    def write(self, cards: Mapping[str, Card]) -> None:
        """Keep the cards."""
        kept = {
            question: {
                "box": card.box,
                "answered_at": card.answered_at.astimezone(UTC).isoformat(),
                "right": card.right,
                "wrong": card.wrong,
            }
            for question, card in sorted(cards.items())
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(f"{self.path.name}.partial")
        partial.write_text(json.dumps({"version": VERSION, "cards": kept}, indent=1))
        partial.replace(self.path)
