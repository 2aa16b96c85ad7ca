"""The archive of the event bus, and its replay.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
"""

from datetime import UTC, datetime
from typing import Any

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.stack import DeployedStack
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.system.process import wait_until

BUS = "AWS::Events::EventBus"
IN_PROGRESS = ("STARTING", "RUNNING")


def create_archives(stack: DeployedStack, *, anew: bool = False) -> None:
    """Give each bus the archive that CloudFormation here refuses; `anew`, an empty one."""
    events = stack.clients.events
    for bus in stack.of_type(BUS):
        archives = _list_archives(stack.clients, bus.physical_id)
        for name in archives if anew else ():
            events.delete_archive(ArchiveName=name)
        if anew or not archives:
            arn = events.describe_event_bus(Name=bus.physical_id)["Arn"]
            events.create_archive(ArchiveName=bus.physical_id, EventSourceArn=arn)


def replay_events(
    clients: Clients, bus: str, since: datetime, until: datetime | None
) -> dict[str, Any]:
    """Send the bus's archived events of a time (UTC) once more, and wait until all are sent.

    Returns EventBridge's description of the replay, with the `EventCount` of the whole archive.
    """
    events, now = clients.events, datetime.now(UTC)
    if not since < (end := until or now) <= now:
        why = f"{since:%FT%TZ} to {end:%FT%TZ} does not lie in the past (it is {now:%FT%TZ})."
        again = "callnotes events replay --help"
        raise CliError("Nothing was replayed.", why, again, ExitCode.USAGE)
    if not (archives := _list_archives(clients, bus)):
        why = f"The bus {bus} has no archive."
        raise CliError("Nothing was replayed.", why, "callnotes up")
    archive = events.describe_archive(ArchiveName=archives[0])
    replay = {"ReplayName": f"{bus}-{now:%Y%m%d%H%M%S%f}"}
    source = {"EventSourceArn": archive["ArchiveArn"]}
    target = {"Destination": {"Arn": archive["EventSourceArn"]}}
    events.start_replay(**replay, **source, **target, EventStartTime=since, EventEndTime=end)
    wait_until(lambda: events.describe_replay(**replay)["State"] not in IN_PROGRESS, 60, 0.1)
    ended: dict[str, Any] = events.describe_replay(**replay)
    if ended["State"] != "COMPLETED":
        why = f"The replay {replay['ReplayName']} is {ended['State']}."
        raise CliError("Not every event was replayed.", why, "callnotes queues")
    return ended | {"EventCount": archive["EventCount"]}


def _list_archives(clients: Clients, bus: str) -> list[str]:
    arn = clients.events.describe_event_bus(Name=bus)["Arn"]
    found = clients.events.list_archives(EventSourceArn=arn)["Archives"]
    return [archive["ArchiveName"] for archive in found]
