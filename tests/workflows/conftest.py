"""One emulator whose tasks answer by mocks, and every state machine in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from callnotes_local import emulator
from callnotes_local.emulator.functions.runtime import prepare_runtime
from tests.local.emulator.cloud import Cloud
from tests.template import ROOT
from tests.workflows.cases import CASES
from tests.workflows.mocked import Run, read_definition, run_case, to_mock_config

# Retries and waits take no time.
NO_WAITING = {"SFN_WAIT_SCALE": "0"}


@pytest.fixture(scope="session")
def mocked_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    folder = tmp_path_factory.mktemp("workflows")
    config = folder / "mocks.json"
    config.write_text(json.dumps(to_mock_config(CASES)))
    settings = {**NO_WAITING, "SFN_MOCK_CONFIG": str(config)}
    options = emulator.StartOptions(stop_with_parent=True, settings=settings)
    runtime = prepare_runtime(ROOT / ".callnotes" / "runtime")
    started = emulator.start(folder / "cloud", runtime, options)
    cloud = Cloud(started)
    role = cloud.create_role("states:*")
    for name in {case.machine for case in CASES}:
        cloud.client("stepfunctions").create_state_machine(
            name=name, definition=json.dumps(read_definition(name)), roleArn=role
        )
    yield cloud
    started.stop()


@pytest.fixture(scope="session")
def runs(mocked_cloud: Cloud) -> Mapping[tuple[str, str], Run]:
    """Every case executed, side by side, by machine and name."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(partial(run_case, mocked_cloud), CASES))
    return {(case.machine, case.name): run for case, run in zip(CASES, found, strict=True)}
