"""One local cloud for all labs; the product is not deployed there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callnotes_local import emulator
from callnotes_local.cloud.clients import Clients
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.emulator.functions.runtime import prepare_runtime


@pytest.fixture(scope="session")
def lab_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[emulator.Emulator]:
    options = emulator.StartOptions(stop_with_parent=True)
    runtime = prepare_runtime(find_workspace().runtime)
    started = emulator.start(tmp_path_factory.mktemp("cloud"), runtime, options)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def clients(lab_cloud: emulator.Emulator) -> Clients:
    return Clients(lab_cloud)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where working copies and progress are."""
    return tmp_path / "labs"
