"""The emulator with our parts in it; imported late, for the emulator reads the environment then."""

import os
from functools import partial

from ministack import app as emulator

from callnotes_local.emulator import admin, alarms, gateway, step_functions
from callnotes_local.emulator.access import authorization, condition_keys, container_door, entrance
from callnotes_local.emulator.access.keys import Keys
from callnotes_local.emulator.asgi import App
from callnotes_local.emulator.cognito import challenges, sign_up
from callnotes_local.emulator.events import background, streams, undelivered
from callnotes_local.emulator.functions import interception
from callnotes_local.emulator.functions.capacity import Capacity
from callnotes_local.emulator.functions.execution_environment import Host
from callnotes_local.emulator.functions.sources import Sources
from callnotes_local.emulator.settings import FAULTS, Settings, base_python
from callnotes_local.emulator.state import durability
from callnotes_local.emulator.state.checkpoint import Checkpointer
from callnotes_local.emulator.state.state_store import StateStore
from callnotes_local.emulator.tracing import api, services
from callnotes_local.emulator.tracing.store import Store, collect

PARTS = (
    background,
    gateway,
    alarms,
    challenges,
    condition_keys,
    entrance,
    services,
    sign_up,
    step_functions,
    streams,
    undelivered,
)


def build_app(settings: Settings, keys: Keys, store: StateStore) -> tuple[App, Checkpointer]:
    """Load the state, put every part in its place, and return the app with what saves its state."""
    checkpointer = durability.install(store, settings.endpoint_url)
    capacity = Capacity(os.environ)
    interception.install(_host(settings, capacity))
    authorization.install(keys)
    for part in PARTS:
        part.install()
    app = admin.note_changes(emulator.app, checkpointer)
    app = admin.serve_admin(app, checkpointer, capacity)
    traces = Store(settings.home / "traces")
    collect(traces)
    app = api.serve_traces(app, traces)
    door = partial(container_door.read_host, settings.home)
    return entrance.Entrance(app, settings.port, keys.run_secret, door), checkpointer


def _host(settings: Settings, capacity: Capacity) -> Host:
    sources = Sources(settings.sources, settings.tmp_dir / "sources") if settings.sources else None
    return Host(
        base_python(),
        settings.runtime_dir,
        settings.tmp_dir / "packages",
        settings.endpoint_url,
        capacity,
        settings.home / FAULTS,
        sources,
    )
