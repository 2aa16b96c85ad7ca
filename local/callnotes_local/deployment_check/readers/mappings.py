"""AWS Lambda: who may call functions, what calls them, what follows."""

import json
from collections.abc import Mapping
from typing import Any, cast

from botocore.exceptions import ClientError

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Reader, Stored, pick

MAPPING = (
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "EventSourceArn",
    "FilterCriteria",
    "FunctionResponseTypes",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "ScalingConfig",
    "StartingPosition",
    "TumblingWindowInSeconds",
)
DISABLED = ("Disabled", "Disabling")


def read_mapping(clients: Clients, resource: Resource) -> Stored:
    """An event source mapping."""
    answer = clients.functions.get_event_source_mapping(UUID=resource.physical_id)
    arn = answer.get("FunctionArn", "")
    by_name = arn if str(resource.properties["FunctionName"]).startswith("arn:") else _name(arn)
    enabled = answer.get("State") not in DISABLED
    return pick(cast("dict[str, Any]", answer), MAPPING) | {
        "Enabled": enabled,
        "FunctionName": by_name,
    }


def read_invoke_config(clients: Clients, resource: Resource) -> Stored:
    """What happens to asynchronous calls of a function."""
    declared = resource.properties
    name, qualifier = declared["FunctionName"], declared["Qualifier"]
    answer = clients.functions.get_function_event_invoke_config(
        FunctionName=name, Qualifier=qualifier
    )
    fields = ("DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
    owner = {"FunctionName": name, "Qualifier": qualifier}
    return pick(cast("dict[str, Any]", answer), fields) | owner


def read_permission(clients: Clients, resource: Resource) -> Stored:
    """The statement of a function's policy that gives this permission."""
    declared = resource.properties
    found = next(
        (s for s in _statements(clients, declared["FunctionName"]) if _gives(s, declared)), None
    )
    return dict(declared) if found else dict.fromkeys(declared)


def _statements(clients: Clients, function: str) -> list[Any]:
    name, qualifier = function, ""
    if function.startswith("arn:") and function.count(":") > 6:
        name, _, qualifier = function.rpartition(":")
    scope = {"Qualifier": qualifier} if qualifier else {}
    try:
        answer = clients.functions.get_policy(FunctionName=name, **cast("Any", scope))
    except ClientError:
        return []
    return list(json.loads(answer["Policy"])["Statement"])


def _gives(statement: Mapping[str, Any], declared: Mapping[str, Any]) -> bool:
    principal = statement["Principal"]
    names = principal.values() if isinstance(principal, dict) else [principal]
    conditions = [
        value for tests in statement.get("Condition", {}).values() for value in tests.values()
    ]
    wanted = [declared[name] for name in ("SourceArn", "SourceAccount") if name in declared]
    given = statement["Action"] == declared["Action"] and declared["Principal"] in names
    return given and sorted(conditions) == sorted(wanted)


def _name(arn: str) -> str:
    return arn.split(":")[6] if arn.count(":") >= 6 else arn


MAPPINGS: dict[str, Reader] = {
    "AWS::Lambda::EventInvokeConfig": read_invoke_config,
    "AWS::Lambda::EventSourceMapping": read_mapping,
    "AWS::Lambda::Permission": read_permission,
}
