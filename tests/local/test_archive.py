"""The archive of the bus: made once, and emptied by a reset."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from callnotes_local.cloud.archive import BUS, create_archives
from callnotes_local.deployed.stack import DeployedStack, Resource

CREATED, DELETED = "create_archive", "delete_archive"


class Events:
    """EventBridge with these archives; it notes what changes them."""

    def __init__(self, *archives: str) -> None:
        self.archives = [{"ArchiveName": name} for name in archives]
        self.calls: list[tuple[str, dict[str, str]]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name == "list_archives":
            return lambda **_: {"Archives": self.archives}
        if name == "describe_event_bus":
            return lambda Name: {"Arn": f"arn:{Name}"}  # noqa: N803 - EventBridge's
        return lambda **arguments: self.calls.append((name, arguments))


@pytest.mark.parametrize(
    ("archives", "anew", "expected"),
    [
        ([], False, [CREATED]),
        (["events"], False, []),
        (["events"], True, [DELETED, CREATED]),
        ([], True, [CREATED]),
    ],
)
def test_a_bus_has_one_archive(archives: list[str], *, anew: bool, expected: list[str]) -> None:
    events, bus = Events(*archives), Resource("EventBus", BUS, "events", {})
    clients: Any = SimpleNamespace(events=events)
    create_archives(DeployedStack(clients, {"EventBus": bus}), anew=anew)
    assert [name for name, _ in events.calls] == expected
    for name, arguments in events.calls:
        named = {"ArchiveName": "events"}
        source = {"EventSourceArn": "arn:events"} if name == CREATED else {}
        assert arguments == named | source
