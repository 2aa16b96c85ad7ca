"""Greets a caller."""

import os
from typing import Any


def handler(event: Any, context: Any) -> str:
    """Return the greeting that this version was published with."""
    return os.environ["GREETING"]
