"""What the transformed template says about cost: consumers, memory, sampling, what stands."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from tools.transform_template import transform_template

type Json = dict[str, Any]


@dataclass(frozen=True)
class Sampling:
    """X-Ray records so many a second (the reservoir), and a share of what exceeds them."""

    reservoir: float
    rate: float


TEMPLATE = Path(__file__).resolve().parents[1] / "template.yaml"
# What no rule of ours matches: https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
DEFAULT_SAMPLING = Sampling(1, 0.05)


@dataclass(frozen=True)
class Wiring:
    """The resources of a template as CloudFormation gets it."""

    resources: Json

    @classmethod
    def of_template(cls, path: Path = TEMPLATE, **parameters: str) -> Self:
        """Transform a template as it is deployed for staging, or with other parameters."""
        given = {"Environment": "staging"} | parameters
        return cls(transform_template(path, **given)["Resources"])

    @cached_property
    def consumers(self) -> dict[str, list[str]]:
        """The functions behind a queue that get an event of a type."""
        found: dict[str, list[str]] = {}
        queues = {queue: function for function, queue in self._queue_readers()}
        for subscription in self._of("AWS::SNS::Subscription").values():
            if subscription["Protocol"] == "sqs":
                reader = queues[subscription["Endpoint"]["Fn::GetAtt"][0]]
                for kind in subscription["FilterPolicy"]["type"]:
                    found.setdefault(kind, []).append(reader)
        return found

    def memory(self, function: str) -> int:
        """Return the MB of a function by its verb_noun."""
        size: int = self.resources[f"{_to_id(function)}Function"]["Properties"]["MemorySize"]
        return size

    def workers(self, consumer: str) -> int:
        """Return how many environments read a consumer's queue at once."""
        mapping = self.resources[f"{_to_id(consumer)}FunctionQueue"]["Properties"]
        most: int = mapping["ScalingConfig"]["MaximumConcurrency"]
        return most

    def is_express(self, workflow: str) -> bool:
        """Whether a workflow is paid by request and time, not by transition."""
        properties = self.resources[f"{_to_id(workflow)}StateMachine"]["Properties"]
        return bool(properties["StateMachineType"] == "EXPRESS")

    def sampling(self, method: str) -> Sampling:
        """Return how requests with this method are sampled; health aside."""
        for rule in self._of("AWS::XRay::SamplingRule").values():
            wanted = rule["SamplingRule"]
            pattern = wanted["HTTPMethod"].replace("*", ".*")
            if wanted["URLPath"] == "*" and re.fullmatch(pattern, method):
                return Sampling(wanted["ReservoirSize"], wanted["FixedRate"])
        return DEFAULT_SAMPLING

    def method(self, function: str) -> str:
        """Return the HTTP method of a route by its function."""
        name = f"{_to_id(function)}Function"
        paths = self._of("AWS::ApiGateway::RestApi")["Api"]["Body"]["paths"]
        for methods in paths.values():
            for method, operation in methods.items():
                uri = operation.get("x-amazon-apigateway-integration", {}).get("uri", "")
                if f"${{{name}" in str(uri):
                    return str(method).upper()
        raise KeyError(function)

    def count_standing(self, polls: int) -> Counter[str]:
        """Return what a stack uses in a month without any action."""
        keys, secrets = self._of("AWS::KMS::Key"), self._of("AWS::SecretsManager::Secret")
        alarms = self._of("AWS::CloudWatch::Alarm").values()
        return Counter(
            alarm_month=sum(map(_count_metrics, alarms)),
            key_month=len(keys),
            secret_month=len(secrets),
            queue_request=polls * len(self._queue_readers()),
        )

    def _queue_readers(self) -> list[tuple[str, str]]:
        mappings = self._of("AWS::Lambda::EventSourceMapping").values()
        sources = [(m["FunctionName"]["Ref"], m["EventSourceArn"]["Fn::GetAtt"]) for m in mappings]
        return [
            (_to_verb(re.sub("Function.*", "", function)), source)
            for function, (source, attribute) in sources
            if attribute == "Arn"
        ]

    def _of(self, kind: str) -> dict[str, Json]:
        items = self.resources.items()
        return {name: item["Properties"] for name, item in items if item["Type"] == kind}


def _count_metrics(alarm: Json) -> int:
    return sum("MetricStat" in metric for metric in alarm.get("Metrics", ())) or 1


def _to_id(verb: str) -> str:
    return "".join(part.title() for part in verb.split("_"))


def _to_verb(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
