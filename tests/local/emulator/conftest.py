"""One emulator for all contract tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callnotes_local import emulator
from callnotes_local.emulator.functions.runtime import prepare_runtime
from tests.local.emulator.cloud import Cloud

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def runtime_dir() -> Path:
    return prepare_runtime(ROOT / ".callnotes" / "runtime")


@pytest.fixture(scope="session")
def cloud(runtime_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    settings = {"LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"}
    options = emulator.StartOptions(stop_with_parent=True, settings=settings)
    started = emulator.start(tmp_path_factory.mktemp("cloud"), runtime_dir, options)
    yield Cloud(started)
    started.stop()
