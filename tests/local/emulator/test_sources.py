"""The developer's loop: edited sources run at the next request, without a deployment."""

from __future__ import annotations

import time
import timeit
import uuid
from typing import TYPE_CHECKING

import pytest

from callnotes_local import emulator
from callnotes_local.emulator.functions.sources import Sources, SourceTree
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECONDS = 2.0
HANDLER = """\
import os
from callnotes import words
def handler(event, context):
    return [words.HELLO, os.getpid()]
"""
CORE = {"callnotes/__init__.py": "", "callnotes/words.py": "HELLO = 'hello'\n"}


class Checkout:
    """A checkout with one function and the core layer, deployed as it is at first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.handler = root / "functions/say_hello/app.py"
        self.words = root / "layers/core/callnotes/words.py"
        self.handler.parent.mkdir(parents=True)
        self.handler.write_text(HANDLER)
        for name, text in CORE.items():
            path = root / "layers/core" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def deploy(self, cloud: Cloud) -> str:
        layer = cloud.publish_layer({f"python/{name}": text for name, text in CORE.items()})
        name = f"stack-SayHelloFunction-{uuid.uuid4().hex[:12]}"
        return cloud.create_function(HANDLER, Layers=[layer], FunctionName=name)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def cloud(
    checkout: Checkout, runtime_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cloud]:
    options = emulator.StartOptions(stop_with_parent=True, sources=checkout.root)
    started = emulator.start(tmp_path_factory.mktemp("edited"), runtime_dir, options)
    yield Cloud(started)
    started.stop()


@pytest.fixture
def name(checkout: Checkout, cloud: Cloud) -> Iterator[str]:
    function = checkout.deploy(cloud)
    assert says(cloud, function, "hello")
    yield function
    checkout.handler.write_text(HANDLER)
    checkout.words.write_text(CORE["callnotes/words.py"])


def says(cloud: Cloud, name: str, word: str) -> bool:
    """Tell whether the function says a word within the promised time."""

    def said() -> bool:
        payload = cloud.invoke(name).payload
        return isinstance(payload, list) and payload[0] == word

    return wait_until(said, SECONDS, 0.05)


def test_edited_handler_runs(checkout: Checkout, cloud: Cloud, name: str) -> None:
    checkout.handler.write_text(HANDLER.replace("words.HELLO", "'edited'"))

    assert says(cloud, name, "edited")


def test_edited_layer_runs_and_new_modules_with_it(
    checkout: Checkout, cloud: Cloud, name: str
) -> None:
    added = checkout.words.with_name("added.py")
    added.write_text("HELLO = 'from a new module'\n")
    checkout.words.write_text("from callnotes.added import HELLO\n")
    said = says(cloud, name, "from a new module")
    added.unlink()

    assert said


def test_undone_edit_runs_what_was_deployed(checkout: Checkout, cloud: Cloud, name: str) -> None:
    checkout.words.write_text("HELLO = 'edited'\n")
    assert says(cloud, name, "edited")
    checkout.words.write_text(CORE["callnotes/words.py"])

    assert says(cloud, name, "hello")


@pytest.mark.parametrize(
    ("broken", "kind", "text"),
    [
        ("import nowhere\n", "Runtime.ImportModuleError", "No module named 'nowhere'"),
        ("def handler(:\n", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"),
    ],
)
def test_broken_edit_is_named_and_its_repair_runs(
    checkout: Checkout, cloud: Cloud, name: str, broken: str, kind: str, text: str
) -> None:
    checkout.handler.write_text(broken)
    assert wait_until(lambda: cloud.invoke(name).error is not None, SECONDS, 0.05)

    assert cloud.invoke(name).payload["errorType"] == kind
    assert any(text in message for message in cloud.log_messages(f"/aws/lambda/{name}"))
    checkout.handler.write_text(HANDLER)
    assert says(cloud, name, "hello")


def test_stack_trace_shows_which_file_to_edit(checkout: Checkout, cloud: Cloud, name: str) -> None:
    checkout.handler.write_text("def handler(event, context):\n    raise KeyError('edited')\n")
    assert wait_until(lambda: cloud.invoke(name).error is not None, SECONDS, 0.05)

    assert "/functions/say_hello/app.py" in cloud.invoke(name).payload["stackTrace"][0]


def test_untouched_environment_stays_warm(checkout: Checkout, cloud: Cloud, name: str) -> None:
    warm = cloud.invoke(name).payload
    checkout.handler.touch()
    time.sleep(1)  # two looks at the files

    assert cloud.invoke(name).payload == warm


def test_asking_for_a_revision_costs_nothing_to_speak_of(
    checkout: Checkout, tmp_path: Path
) -> None:
    sources = Sources(checkout.root, tmp_path)
    config = {"FunctionName": "stack-SayHelloFunction-1"}
    assert sources.revision(config)

    asking = min(timeit.repeat(lambda: sources.revision(config), number=100))
    reading = min(timeit.repeat(lambda: SourceTree.read(checkout.handler.parent), number=100))
    assert asking < reading / 5


def test_old_copies_are_removed(checkout: Checkout, cloud: Cloud, name: str) -> None:
    for number in range(5):
        checkout.words.write_text(f"HELLO = '{number}'\n")
        assert says(cloud, name, str(number))
    copies = cloud.emulator.home / "tmp/sources/callnotes"

    assert len(list(copies.iterdir())) == 3
