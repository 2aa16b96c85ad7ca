"""How events travel through a deployed stack, read from its resources and not listed by hand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from callnotes_local.deployed.stack import DeployedStack, Resource

FUNCTION = "AWS::Lambda::Function"
MAPPING = "AWS::Lambda::EventSourceMapping"
QUEUE = "AWS::SQS::Queue"
SUBSCRIPTION = "AWS::SNS::Subscription"
TABLE = "AWS::DynamoDB::Table"
TOPIC = "AWS::SNS::Topic"


@dataclass(frozen=True)
class Publisher:
    """The function that a table's stream calls, and where its failures go."""

    table: Resource
    function: Resource
    parking: Resource | None


@dataclass(frozen=True)
class Consumer:
    """A function that a queue calls, and the topic that the queue subscribes to."""

    topic: Resource
    queue: Resource
    function: Resource
    dead_letters: Resource | None
    # The event types that the subscription lets through; none for all.
    types: tuple[str, ...]

    def takes(self, event_type: str) -> bool:
        """Whether events of this type reach the queue."""
        return not self.types or event_type in self.types


@dataclass(frozen=True)
class Wiring:
    """Which resource sends to which."""

    stack: DeployedStack

    @cached_property
    def functions(self) -> dict[str, Resource]:
        """The functions by verb_noun, which is the end of their log group's name."""
        return {self.name(function): function for function in self.stack.of_type(FUNCTION)}

    def name(self, function: Resource) -> str:
        """The verb_noun of a function."""
        return str(function.properties["LoggingConfig"]["LogGroup"].rpartition("/")[2])

    def queues(self) -> Iterator[tuple[Resource, Resource | None]]:
        """Each queue with its dead-letter queue; those that have one come first."""
        pairs = [(queue, self._dead_letters(queue)) for queue in self.stack.of_type(QUEUE)]
        behind = [dead for _, dead in pairs if dead]
        own = [pair for pair in pairs if pair[0] not in behind]
        return iter(sorted(own, key=lambda pair: pair[1] is None))

    def unread_queues(self) -> Iterator[tuple[Resource, Resource | None]]:
        """Each queue that nothing reads, with the function that failed on its messages."""
        readers = {r.logical_id: f for m, f in self._mappings() if (r := self._queue_of(m))}
        failed = {dead.logical_id: readers.get(q.logical_id) for q, dead in self.queues() if dead}
        for queue in self.stack.of_type(QUEUE):
            if queue.logical_id not in readers and "RedrivePolicy" not in queue.properties:
                yield queue, failed.get(queue.logical_id)

    def publishers(self) -> Iterator[Publisher]:
        """The functions that streams of tables call."""
        for mapping, function in self._mappings():
            table = self._find(TABLE, mapping.properties["EventSourceArn"])
            failure = mapping.properties.get("DestinationConfig", {}).get("OnFailure", {})
            if table:
                yield Publisher(table, function, self._find(QUEUE, failure.get("Destination", "")))

    def consumers(self) -> Iterator[Consumer]:
        """The functions that queues of subscriptions call."""
        for mapping, function in self._mappings():
            arn, queue = mapping.properties["EventSourceArn"], self._queue_of(mapping)
            for subscription in self.stack.of_type(SUBSCRIPTION):
                declared = subscription.properties
                topic = self._find(TOPIC, declared["TopicArn"])
                if queue and topic and declared.get("Endpoint") == arn:
                    types = tuple(declared.get("FilterPolicy", {}).get("type", ()))
                    yield Consumer(topic, queue, function, self._dead_letters(queue), types)

    def _mappings(self) -> Iterator[tuple[Resource, Resource]]:
        for mapping in self.stack.of_type(MAPPING):
            function = self._find(FUNCTION, mapping.properties["FunctionName"])
            if function:
                yield mapping, function

    def _queue_of(self, mapping: Resource) -> Resource | None:
        return self._find(QUEUE, mapping.properties["EventSourceArn"])

    def _dead_letters(self, queue: Resource) -> Resource | None:
        redrive = queue.properties.get("RedrivePolicy", {})
        return self._find(QUEUE, redrive.get("deadLetterTargetArn", ""))

    def _find(self, kind: str, arn: str) -> Resource | None:
        """The resource of an ARN: it has the physical id's last part between its separators."""
        parts = re.split("[:/]", arn)
        found = self.stack.of_type(kind)
        return next((r for r in found if re.split("[:/]", r.physical_id)[-1] in parts), None)
