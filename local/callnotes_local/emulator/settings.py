"""What the launcher is told: folders, port, further settings of the emulator."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from callnotes_local.emulator.access.keys import Keys
from callnotes_local.emulator.handle import REGION
from callnotes_local.system.process import LOOPBACK

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")


@dataclass(frozen=True)
class Settings:
    """The launcher's arguments."""

    home: Path
    port: int
    runtime_dir: Path
    stop_with_parent: bool = False
    sources: Path | None = None
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def state_dir(self) -> Path:
        return self.home / "state"

    @property
    def keys_dir(self) -> Path:
        """Where the emulator keeps the keys that sign tokens; it writes them once."""
        return self.home / "keys"

    @property
    def tmp_dir(self) -> Path:
        return self.home / "tmp"

    @property
    def endpoint_url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


def parse_settings(arguments: Sequence[str]) -> Settings:
    """Read the command line of `python -m callnotes_local.emulator`."""
    parser = argparse.ArgumentParser(prog="callnotes_local.emulator")
    parser.add_argument("--home", type=Path, required=True, help="folder of state, temporary files")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--runtime-dir", type=Path, required=True, help="boto3 and awslambdaric")
    parser.add_argument("--stop-with-parent", action="store_true", help="end when the parent ends")
    parser.add_argument("--sources", type=Path, help="checkout whose edits functions run at once")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="extra")
    given = parser.parse_args(arguments)
    extra = tuple(tuple(item.split("=", 1)) for item in given.extra)
    return Settings(
        home=given.home.resolve(),
        port=given.port,
        runtime_dir=given.runtime_dir.resolve(),
        stop_with_parent=given.stop_with_parent,
        sources=given.sources and given.sources.resolve(),
        extra=extra,
    )


def emulator_environment(settings: Settings, keys: Keys) -> dict[str, str]:
    """Return the whole environment of the emulator; nothing is inherited but a few basics."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "GATEWAY_PORT": str(settings.port),
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "MINISTACK_REGION": REGION,
        # Without its claims a token is refused, as on AWS, and not issued bare.
        "MINISTACK_COGNITO_PRETOKEN_STRICT": "1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # Saved by us, all services at one moment; S3 too, so it stays in memory (snapshot.py).
        "PERSIST_STATE": "1",
        "STATE_DIR": str(settings.keys_dir),
        "S3_PERSIST": "0",
        "TMPDIR": str(settings.tmp_dir),
        "LOG_LEVEL": "WARNING",
        "LAMBDA_WARM_TTL_SECONDS": "120",
        # AWS's quota; how many of them run at once is for the machine to say (capacity.py).
        "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
        # A Docker engine of the user is none of our business: the emulator would clean it up.
        "DOCKER_HOST": f"unix://{settings.tmp_dir}/no-docker.sock",
        "AWS_ENDPOINT_URL": settings.endpoint_url,
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        **dict(settings.extra),
        # No setting switches permissions off.
        "AUTH": "true",
    }


def replace_environment(settings: Settings, keys: Keys) -> None:
    """Make `emulator_environment` the environment of this process."""
    environment = emulator_environment(settings, keys)
    os.environ.clear()
    os.environ.update(environment)


def base_python() -> str:
    """Return the interpreter below our virtual environment: functions must not see its packages."""
    return str(getattr(sys, "_base_executable", sys.executable))
