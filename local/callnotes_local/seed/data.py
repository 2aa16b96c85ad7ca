"""The demo data as it is written down beside this module."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class DemoUser:
    """Somebody who can sign in."""

    username: str
    tenant: str
    group: str
    name: str

    @property
    def password(self) -> str:
        """Known to everybody: it opens nothing but this machine's local cloud."""
        return f"Demo-1.{self.username}"


def read_users() -> list[DemoUser]:
    """The demo users."""
    return [DemoUser(**user) for user in _read("users")]


def read_customers() -> list[dict[str, Any]]:
    """The demo customers with their bookings."""
    return _read("customers")


def read_notes() -> list[dict[str, Any]]:
    """The demo notes, oldest first."""
    return _read("notes")


def _read(name: str) -> list[dict[str, Any]]:
    value: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return value
