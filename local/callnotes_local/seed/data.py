"""The demo data as it is written down beside this module."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class DemoUser:
    """A user who can sign in."""

    username: str
    tenant: str
    group: str
    name: str

    @property
    def password(self) -> str:
        """Public: it opens nothing but this machine's local cloud."""
        return f"Demo-1.{self.username}"


def read_users() -> list[DemoUser]:
    """The demo users."""
    return [DemoUser(**user) for user in read_documents("users")]


def read_documents(name: str) -> list[dict[str, Any]]:
    """`users`, `customers` with their bookings, or `notes`, oldest first."""
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found
