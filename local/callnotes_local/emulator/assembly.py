"""The emulator with our parts in it; imported late, for the emulator reads the environment then."""

from __future__ import annotations

import os
from functools import partial

from ministack import app as emulator

from callnotes_local.emulator import admin, step_functions
from callnotes_local.emulator.access import (
    authorization,
    condition_keys,
    container_door,
    entrance,
)
from callnotes_local.emulator.access.keys import Keys
from callnotes_local.emulator.asgi import App
from callnotes_local.emulator.cognito import challenges, sign_up
from callnotes_local.emulator.events import background, stream_retries, undelivered
from callnotes_local.emulator.functions import interception
from callnotes_local.emulator.functions.capacity import Capacity, read_limits
from callnotes_local.emulator.functions.execution_environment import Host
from callnotes_local.emulator.functions.packages import PackageStore
from callnotes_local.emulator.functions.sources import Sources
from callnotes_local.emulator.gateway import access_log, responses
from callnotes_local.emulator.metrics import alarm_evaluation, alarm_expressions
from callnotes_local.emulator.settings import Settings, base_python
from callnotes_local.emulator.state import durability
from callnotes_local.emulator.state.checkpoint import Checkpointer
from callnotes_local.emulator.state.state_store import StateStore

PARTS = (
    background,
    responses,
    access_log,
    alarm_expressions,
    alarm_evaluation,
    challenges,
    condition_keys,
    entrance,
    sign_up,
    step_functions,
    stream_retries,
    undelivered,
)


def build_app(settings: Settings, keys: Keys, store: StateStore) -> tuple[App, Checkpointer]:
    """Load the state, put every part in its place, and return the app with what saves its state."""
    checkpointer = durability.install(store, settings.endpoint_url)
    capacity = Capacity(read_limits(os.environ))
    interception.install(_host(settings, capacity))
    authorization.install(keys)
    for part in PARTS:
        part.install()
    app = admin.note_changes(emulator.app, checkpointer)
    app = admin.serve_admin(app, checkpointer, capacity)
    door = partial(container_door.read_host, settings.home)
    return entrance.Entrance(app, settings.port, keys.run_secret, door), checkpointer


def _host(settings: Settings, capacity: Capacity) -> Host:
    packages = PackageStore(settings.tmp_dir / "packages")
    sources = Sources(settings.sources, settings.tmp_dir / "sources") if settings.sources else None
    if sources:
        sources.watch()
    runtime, endpoint = settings.runtime_dir, settings.endpoint_url
    return Host(base_python(), runtime, packages, endpoint, capacity, sources)
