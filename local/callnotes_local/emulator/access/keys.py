"""The secrets of one local cloud: its administrator's access key, and the edge's secret."""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from callnotes_local.system import private_files

FILE = "keys.json"
# Goes with every request of the edge to the gateway, and of the kit to the launcher's own routes.
SECRET_HEADER = "x-callnotes-secret"  # noqa: S105 (a name)


@dataclass(frozen=True)
class Keys:
    """The access key lives as long as the state folder; the run's secret until the next start."""

    access_key_id: str
    secret_access_key: str
    run_secret: str


def read_keys(home: Path) -> Keys:
    """Return the keys of the cloud below `home`; FileNotFoundError when it never started."""
    return Keys(**json.loads((home / FILE).read_text()))


def renew_keys(home: Path) -> Keys:
    """Keep or make the access key; make a new secret for the run that starts now."""
    run_secret = secrets.token_urlsafe(32)
    try:
        keys = replace(read_keys(home), run_secret=run_secret)
    except FileNotFoundError:
        keys = Keys(f"LKIA{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30), run_secret)
    private_files.write_text(home / FILE, json.dumps(asdict(keys)))
    return keys
