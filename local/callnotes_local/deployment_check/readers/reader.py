"""What every reader is, and what readers share."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource

type Stored = dict[str, Any]
type Reader = Callable[[Clients, Resource], Stored]


def pick(answer: Mapping[str, Any], names: Iterable[str]) -> Stored:
    """The named fields of an answer; None where it has none."""
    return {name: answer.get(name) for name in names}


def lower_first(name: str) -> str:
    """A property's name as API Gateway and CloudWatch Logs write it."""
    return name[0].lower() + name[1:]
