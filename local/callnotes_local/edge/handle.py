"""Start, find and stop the edge as a child that outlives the command that started it."""

from dataclasses import dataclass
from pathlib import Path

from callnotes_local.as_typed import show_file
from callnotes_local.edge.settings import EdgeSettings
from callnotes_local.errors import CliError
from callnotes_local.system import private_files, process

RECORD, SETTINGS = "edge.json", "edge-settings.json"
READY_SECONDS = 10.0
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Edge:
    """A running edge and what it was started with."""

    home: Path
    record: process.ProcessRecord
    settings: EdgeSettings

    def is_running(self) -> bool:
        """Whether our process lives and holds the listener."""
        return self.record.is_serving()

    def stop(self) -> bool:
        """Stop the edge; True when it ended itself."""
        clean = process.stop_process(self.record, STOP_SECONDS)
        forget(self.home)
        return clean


def start(home: Path, settings: EdgeSettings) -> Edge:
    """Start the edge, or keep the one that runs with the same settings and today's code."""
    running = attach(home)
    if running and running.settings == settings and running.record.is_current():
        return running
    if running:
        running.stop()
    private_files.make_folder(home)
    return _launch(home, settings)


def attach(home: Path) -> Edge | None:
    """The edge that runs below `home`, proved to be ours, or None."""
    record = process.ProcessRecord.load(home / RECORD)
    settings = EdgeSettings.load(home / SETTINGS)
    edge = Edge(home, record, settings) if record and settings else None
    return edge if edge and edge.is_running() else None


def forget(home: Path) -> None:
    """Remove the record of an edge that has ended."""
    for name in (RECORD, SETTINGS):
        (home / name).unlink(missing_ok=True)


def _launch(home: Path, settings: EdgeSettings) -> Edge:
    settings.save(home / SETTINGS)
    arguments = ["--home", str(home.resolve()), str(home / SETTINGS)]
    log = home / "edge.log"
    child = process.start_module("callnotes_local.edge", arguments, log)
    edge = Edge(home, process.ProcessRecord.of(child.pid, settings.port), settings)
    with process.ending_when_interrupted(edge.record):
        process.wait_until(lambda: child.poll() is not None or edge.is_running(), READY_SECONDS)
        if not edge.is_running():
            why = f"It does not listen on port {settings.port}; see {log}."
            raise CliError("The edge did not start.", why, show_file(log))
    edge.record.save(home / RECORD)
    return edge
