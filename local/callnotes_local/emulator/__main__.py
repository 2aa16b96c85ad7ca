"""Runs the pinned emulator with our parts in it, until a signal says stop.

`python -m callnotes_local.emulator --home HOME SETTINGS`, which are JSON. The home is not read: it
shows in a list of processes whose emulator this is (strays.py).
"""

import asyncio
import contextlib
import logging
import os
import shutil
import sys
from collections.abc import Iterator

from callnotes_local.emulator.access.keys import read_keys
from callnotes_local.emulator.asgi import App
from callnotes_local.emulator.settings import (
    EXIT_REFUSED,
    RefusedError,
    Settings,
    emulator_environment,
)
from callnotes_local.emulator.state.checkpoint import Checkpointer
from callnotes_local.emulator.state.state_store import StateStore, own_state
from callnotes_local.system.process import LOOPBACK, allow_open_files, end_functions, stop_event

GRACE_SECONDS = 3.0
# At once: it may end while the emulator starts.
PARENT, PARENT_SECONDS = os.getppid(), 0.5
# A killed emulator may leave a copy that is still saving (checkpoint.py): wait for its end.
LOCK_SECONDS = 10.0


def main() -> None:
    """Start, serve, stop; exit 3 with one line when the start is refused."""
    settings = Settings.from_json(sys.argv[-1])
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    allow_open_files()
    try:
        with own_state(settings.home / "state", LOCK_SECONDS) as store, _temporary_folder(settings):
            _run(settings, store)
    except RefusedError as error:
        print(f"refused: {error}", file=sys.stderr, flush=True)
        raise SystemExit(EXIT_REFUSED) from None
    # Threads of the emulator may still wait for something; all that matters is on disk.
    sys.stderr.flush()
    os._exit(0)


def _run(settings: Settings, store: StateStore) -> None:
    keys = read_keys(settings.home)
    environment = emulator_environment(settings, keys)
    os.environ.clear()
    os.environ.update(environment)
    # Only now: the emulator reads the environment when it is imported.
    from callnotes_local.emulator import seams

    seams.check_seams()
    from ministack.core import lambda_runtime

    from callnotes_local.emulator.assembly import build_app

    app, checkpointer = build_app(settings, keys, store)
    try:
        # Not asyncio.run, which would wait for tasks and threads of requests.
        asyncio.new_event_loop().run_until_complete(_serve(app, checkpointer, settings))
    finally:
        lambda_runtime.reset()


@contextlib.contextmanager
def _temporary_folder(settings: Settings) -> Iterator[None]:
    end_functions(settings.tmp_dir)
    shutil.rmtree(settings.tmp_dir, ignore_errors=True)
    settings.tmp_dir.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(settings.tmp_dir, ignore_errors=True)


async def _serve(app: App, checkpointer: Checkpointer, settings: Settings) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"{LOOPBACK}:{settings.port}"]
    config.keep_alive_timeout = 75
    # While it is busy, those who connect wait; the default refuses from the hundredth on.
    config.backlog = 1024
    config.loglevel = "WARNING"
    stop, now = stop_event(), asyncio.get_running_loop().time
    checkpoints = asyncio.create_task(checkpointer.run())

    async def wait_for_stop() -> None:
        while not (stop.is_set() or (settings.stop_with_parent and os.getppid() != PARENT)):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PARENT_SECONDS)
        checkpoints.cancel()
        # The server would wait for its last connection: a worker's poll takes a minute.
        limit.reschedule(now() + GRACE_SECONDS)

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None) as limit:
            await serve(app, config, shutdown_trigger=wait_for_stop)  # type: ignore[arg-type]
    checkpointer.save_last()


if __name__ == "__main__":
    main()
