"""What the emulator's process is told: folders, port, further settings of the emulator."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from callnotes_local.emulator.access.keys import Keys
from callnotes_local.system.process import LOOPBACK, PASSED_ON

# The emulator (ministack) that our parts were written for.
VERSION = "1.5.33"
REGION = "us-east-1"
EXIT_REFUSED = 3
# The rules of `callnotes chaos`, below the home; they end with the emulator, as that folder does.
FAULTS = "tmp/faults.json"


class RefusedError(RuntimeError):
    """The emulator does not start: the text gives the reason, and what to do."""


@dataclass(frozen=True, kw_only=True)
class StartOptions:
    """How to start: a port of one's own, sources to run as they are, further settings (tests)."""

    port: int = 0
    stop_with_parent: bool = False
    sources: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Settings(StartOptions):
    """Where a local cloud is, and how it was started."""

    home: Path
    runtime_dir: Path

    @property
    def tmp_dir(self) -> Path:
        return self.home / "tmp"

    @property
    def endpoint_url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def to_json(self) -> str:
        """Return what `from_json` reads, with absolute paths."""
        return json.dumps(vars(self), default=lambda path: str(path.resolve()))

    @classmethod
    def from_json(cls, text: str) -> Self:
        given = json.loads(text)
        found = [name for name in ("home", "runtime_dir", "sources") if given[name]]
        return cls(**given | {name: Path(given[name]) for name in found})


def client_environment(endpoint_url: str, keys: Keys) -> dict[str, str]:
    """Return the AWS settings of a client: this endpoint and administrator, nothing of the user."""
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def emulator_environment(settings: Settings, keys: Keys) -> dict[str, str]:
    """Return the whole environment of the emulator; nothing is inherited but a few basics."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {
        "GATEWAY_PORT": str(settings.port),
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "MINISTACK_REGION": REGION,
        # Without its claims a token is refused, as on AWS, and not issued without them.
        "MINISTACK_COGNITO_PRETOKEN_STRICT": "1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # Saved by us, all services at one moment; S3 too, so it stays in memory (durability.py).
        # The emulator writes there only the keys that sign tokens, once.
        "PERSIST_STATE": "1",
        "STATE_DIR": str(settings.home / "keys"),
        "S3_PERSIST": "0",
        "TMPDIR": str(settings.tmp_dir),
        "LOG_LEVEL": "WARNING",
        "LAMBDA_WARM_TTL_SECONDS": "120",
        # AWS's quota; how many of them run at once depends on the machine (capacity.py).
        "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
        # The emulator would clean up containers in the user's Docker engine.
        "DOCKER_HOST": f"unix://{settings.tmp_dir}/no-docker.sock",
        **client_environment(settings.endpoint_url, keys),
        **settings.settings,
        # No setting switches permissions off.
        "AUTH": "true",
    }


def base_python() -> str:
    """Return the interpreter below our virtual environment: functions must not see its packages."""
    return str(getattr(sys, "_base_executable", sys.executable))
