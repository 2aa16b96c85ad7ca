"""A deployed stack as `flow`, `queues` and `demo` read it, with the consumers that a test names."""

from pathlib import Path
from typing import Any

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.stack import DeployedStack, Resource
from callnotes_local.deployed.wiring import Wiring
from callnotes_local.emulator import Emulator
from callnotes_local.system.process import ProcessRecord

ARN = "arn:aws:{}:us-east-1:000000000000:{}"
STREAM = ARN.format("dynamodb", "table/s-Table/stream/1")
PARKING = {"OnFailure": {"Destination": ARN.format("sqs", "s-ParkedEventsQueue")}}
EVENT_TYPES = ("NoteCreated.v1", "NoteUpdated.v1", "NoteDeleted.v1")


def wired_stack(**consumers: tuple[str, ...]) -> Wiring:
    """The stack of the app; each keyword adds a consumer (VerbNoun) of these event types."""
    resources = [
        _resource("Table", "AWS::DynamoDB::Table", "s-Table"),
        _resource("EventsTopic", "AWS::SNS::Topic", ARN.format("sns", "s-EventsTopic")),
        *_function(
            "PublishEvents", "publish_events", ARN.format("dynamodb", "table/s-Table/stream/1")
        ),
        _queue("ParkedEventsQueue"),
    ]
    resources[-2].properties["DestinationConfig"] = {  # type: ignore[index]
        "OnFailure": {"Destination": ARN.format("sqs", "s-ParkedEventsQueue")}
    }
    for name, types in {"IndexNote": EVENT_TYPES, "RecordAudit": EVENT_TYPES, **consumers}.items():
        resources += _consumer(name, types)
    found = {resource.logical_id: resource for resource in resources}
    emulator = Emulator(Path(), ProcessRecord(pid=1, created=0.0, port=1))
    return Wiring(DeployedStack(Clients(emulator), found))


def _consumer(name: str, types: tuple[str, ...]) -> list[Resource]:
    queue, dead = f"{name}Queue", f"{name}DeadLetterQueue"
    arn = ARN.format("sqs", f"s-{queue}")
    subscription = {
        "TopicArn": ARN.format("sns", "s-EventsTopic"),
        "Endpoint": arn,
        "FilterPolicy": {"type": list(types)},
    }
    words = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).removeprefix("_")
    return [
        _queue(dead),
        _queue(queue, RedrivePolicy={"deadLetterTargetArn": ARN.format("sqs", f"s-{dead}")}),
        _resource(f"{name}Subscription", "AWS::SNS::Subscription", f"{arn}-s", **subscription),
        *_function(name, words, arn),
    ]


def _function(name: str, verb_noun: str, source: str, **mapping: Any) -> list[Resource]:
    physical = f"s-{name}Function"
    group = {"LogGroup": f"/aws/lambda/s/{verb_noun}"}
    alias = ARN.format("lambda", f"function:{physical}:live")
    mapping |= {"EventSourceArn": source, "FunctionName": alias}
    return [
        _resource(f"{name}Function", "AWS::Lambda::Function", physical, LoggingConfig=group),
        _resource(f"{name}Mapping", "AWS::Lambda::EventSourceMapping", "uuid", **mapping),
    ]


def _queue(name: str, **properties: Any) -> Resource:
    url = f"http://127.0.0.1:1/000000000000/s-{name}"
    return _resource(name, "AWS::SQS::Queue", url, **properties)


def _resource(name: str, kind: str, physical_id: str, **properties: Any) -> Resource:
    return Resource(name, kind, physical_id, properties)
