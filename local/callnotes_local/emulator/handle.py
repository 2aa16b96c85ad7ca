"""Start, find and stop the emulator as a child that outlives the command that started it."""

import contextlib
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from callnotes_local.emulator.access.keys import SECRET_HEADER, Keys, read_keys, renew_keys
from callnotes_local.emulator.settings import Settings, StartOptions, client_environment
from callnotes_local.system import private_files, process

RECORD, PORT = "emulator.json", "port"
READY_SECONDS, STOP_SECONDS = 120.0, 20.0
ACCOUNT = "000000000000"
ADMIN_PATH = "/_callnotes"
# The edge gives the gateway the path that was called, as a custom domain would.
CALLED_PATH = "x-callnotes-called-path"


class EmulatorError(RuntimeError):
    """The emulator did not start: the last lines of its log."""


class UnsavedError(EmulatorError):
    """The emulator runs and cannot save: changes since the last save are in its memory only."""


@dataclass(frozen=True)
class Emulator:
    """A running emulator below its home folder."""

    home: Path
    record: process.ProcessRecord

    @property
    def port(self) -> int:
        return self.record.port

    @property
    def pid(self) -> int:
        return self.record.pid

    @property
    def endpoint_url(self) -> str:
        return f"http://{process.LOOPBACK}:{self.port}"

    @property
    def keys(self) -> Keys:
        """The access key of its administrator, and the secret of this run."""
        return read_keys(self.home)

    @property
    def secret_header(self) -> dict[str, str]:
        """The header that the deployed APIs and the kit's own routes require."""
        return {SECRET_HEADER: self.keys.run_secret}

    def client_environment(self) -> dict[str, str]:
        """Return the AWS settings of a client of this endpoint, as its administrator."""
        return client_environment(self.endpoint_url, self.keys)

    def is_running(self) -> bool:
        """Tell whether our process lives and holds the listener."""
        return self.record.is_serving()

    def status(self) -> dict[str, object]:
        """Return its version, its last checkpoint, and the execution environments."""
        return self._admin("GET", "status")

    def checkpoint(self) -> dict[str, object]:
        """Save the state of all services now; return when it is on disk, or raise UnsavedError."""
        try:
            return self._admin("POST", "checkpoint")
        except urllib.error.HTTPError:
            raise UnsavedError(self.unsaved() or "The local cloud could not save.") from None

    def unsaved(self) -> str | None:
        """Return since when nothing could be saved and why, or None when all is saved."""
        failure = self.status()["failure"]
        if not isinstance(failure, dict):
            return None
        since = time.strftime("%H:%M:%S", time.localtime(failure["since"]))
        seconds = time.time() - failure["since"]
        return f"nothing was saved since {since} ({seconds:.0f} s ago): {failure['reason']}"

    def stop(self, *, force: bool = False) -> bool:
        """Stop the emulator and its workers; True when it saved its state and ended itself.

        Without `force`, one that cannot save is not stopped: raises UnsavedError.
        """
        if not force and self.is_running():
            with contextlib.suppress(OSError):
                self.checkpoint()
        clean = process.stop_process(self.record, STOP_SECONDS)
        (self.home / RECORD).unlink(missing_ok=True)
        return clean

    def _admin(self, method: str, name: str) -> dict[str, object]:
        url = f"{self.endpoint_url}{ADMIN_PATH}/{name}"
        data = b"" if method == "POST" else None
        request = urllib.request.Request(url, data, self.secret_header, method=method)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            result: dict[str, object] = json.load(answer)
            return result


def start(home: Path, runtime_dir: Path, options: StartOptions | None = None) -> Emulator:
    """Start the emulator below `home`, or return the one that runs there with today's code."""
    running = attach(home)
    if running is not None and running.record.is_current():
        return running
    if running is not None:
        running.stop()
    home = private_files.make_folder(home.resolve())
    renew_keys(home)
    options = options or StartOptions()
    port = process.find_free_port(options.port or _last_port(home))
    where = {"home": home, "runtime_dir": runtime_dir, "port": port}
    emulator = _launch(Settings(**vars(options) | where))
    emulator.record.save(home / RECORD)
    private_files.write_text(home / PORT, str(emulator.port))
    return emulator


def attach(home: Path) -> Emulator | None:
    """Return the emulator that runs below `home`, proved to be ours, or None."""
    record = process.ProcessRecord.load(home.resolve() / RECORD)
    emulator = record and Emulator(home.resolve(), record)
    return emulator if emulator and emulator.is_running() else None


def _launch(settings: Settings) -> Emulator:
    log_file = settings.home / "emulator.log"
    arguments = ["--home", str(settings.home), settings.to_json()]
    child = process.start_module("callnotes_local.emulator", arguments, log_file)
    emulator = Emulator(settings.home, process.ProcessRecord.of(child.pid, settings.port))
    with process.ending_when_interrupted(emulator.record):
        process.wait_until(lambda: child.poll() is not None or _answers(emulator), READY_SECONDS)
        if not _answers(emulator):
            lines = log_file.read_text(errors="replace").strip().splitlines()
            raise EmulatorError(" | ".join(lines[-3:]) or f"see {log_file}")
    return emulator


def _answers(emulator: Emulator) -> bool:
    try:
        return emulator.is_running() and bool(emulator.status())
    except OSError:
        return False


def _last_port(home: Path) -> int | None:
    # Stored queue URLs and token issuers name the port: the same one keeps them true.
    try:
        return int((home / PORT).read_text())
    except (OSError, ValueError):
        return None
