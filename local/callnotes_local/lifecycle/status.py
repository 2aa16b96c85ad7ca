"""`callnotes status`: what runs, where, and who can sign in."""

from contextlib import suppress
from dataclasses import dataclass

import urllib3
from botocore.exceptions import BotoCoreError, ClientError

from callnotes_local import emulator
from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.edge import handle as edge
from callnotes_local.seed.data import DemoUser, read_users
from callnotes_local.system.process import LOOPBACK

HEALTH_SECONDS = 15


@dataclass(frozen=True)
class Status:
    """What `callnotes status --json` prints, and `unsaved`; what is not served is null."""

    healthy: bool
    unsaved: str | None
    console_url: str | None
    api_url: str | None
    websocket_url: str | None
    endpoint_url: str | None
    region: str
    stack: str
    users: list[DemoUser]
    # By tenant. Null: no route asks for a key yet.
    api_keys: dict[str, str] | None
    outputs: dict[str, str]


def read_status(workspace: Workspace) -> Status:
    """Look at the processes, the stack, and the API's own health."""
    cloud = emulator.attach(workspace.cloud)
    served = edge.attach(workspace.edge)
    origin = f"http://{LOOPBACK}:{served.settings.port}" if served else None
    outputs: dict[str, str] = {}
    unsaved = None
    # A local cloud that does not respond is unhealthy, and status shows it.
    with suppress(OSError, BotoCoreError, ClientError):
        unsaved = cloud.unsaved() if cloud else None
        outputs = Cloud(cloud).outputs if cloud else {}
    return Status(
        healthy=bool(origin and outputs and not unsaved) and is_healthy(f"{origin}/v1"),
        unsaved=unsaved,
        console_url=origin,
        api_url=f"{origin}/v1" if origin else None,
        websocket_url=None,
        endpoint_url=cloud.endpoint_url if cloud else None,
        region=emulator.REGION,
        stack=STACK_NAME,
        users=read_users(),
        api_keys=None,
        outputs=outputs,
    )


def is_healthy(api_url: str) -> bool:
    """Whether the API's health check passes."""
    url = f"{api_url}/health"
    try:
        return urllib3.request("GET", url, timeout=HEALTH_SECONDS, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False
