"""AWS Lambda: functions, versions, aliases, layers."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, cast

from botocore.exceptions import ClientError

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Reader, Stored, pick
from callnotes_local.deployment_check.values import NOT_READ

FUNCTION = (
    "Architectures",
    "Description",
    "EphemeralStorage",
    "FunctionName",
    "Handler",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "Role",
    "Runtime",
    "Timeout",
    "TracingConfig",
)


def read_function(clients: Clients, resource: Resource) -> Stored:
    """A function; its code is compared by digest."""
    answer = clients.functions.get_function(FunctionName=resource.physical_id)
    found = cast("dict[str, Any]", answer["Configuration"])
    concurrency = answer.get("Concurrency", {}).get("ReservedConcurrentExecutions")
    return pick(found, FUNCTION) | {
        "Environment": found.get("Environment"),
        "Layers": [layer["Arn"] for layer in found.get("Layers", [])],
        "DeadLetterConfig": found.get("DeadLetterConfig"),
        "ReservedConcurrentExecutions": concurrency,
        "Tags": _read_tags(resource, answer.get("Tags", {})),
        "Code": _read_code(clients, resource.properties["Code"], found.get("CodeSha256")),
    }


def read_version(clients: Clients, resource: Resource) -> Stored:
    """A version: that it answers proves whose it is."""
    name, _, version = resource.physical_id.rpartition(":")
    found = clients.functions.get_function_configuration(FunctionName=name, Qualifier=version)
    return {"FunctionName": found["FunctionName"], "Description": found.get("Description")}


def read_alias(clients: Clients, resource: Resource) -> Stored:
    """An alias."""
    declared = resource.properties
    answer = clients.functions.get_alias(
        FunctionName=declared["FunctionName"], Name=declared["Name"]
    )
    fields = ("Description", "FunctionVersion", "Name", "RoutingConfig")
    owner = {"FunctionName": declared["FunctionName"]}
    return pick(cast("dict[str, Any]", answer), fields) | owner


def read_layer(clients: Clients, resource: Resource) -> Stored:
    """A version of a layer."""
    answer = clients.functions.get_layer_version_by_arn(Arn=resource.physical_id)
    found = cast("dict[str, Any]", answer)
    fields = ("CompatibleArchitectures", "CompatibleRuntimes", "Description", "LicenseInfo")
    digest = found["Content"].get("CodeSha256")
    return pick(found, fields) | {
        "LayerName": found["LayerArn"].rpartition(":")[2],
        "Content": _read_code(clients, resource.properties["Content"], digest),
    }


def _read_tags(resource: Resource, found: Mapping[str, str]) -> list[Stored]:
    # The stack's own tags are on the function too.
    declared = [tag["Key"] for tag in resource.properties.get("Tags", [])]
    return [{"Key": key, "Value": found[key]} for key in declared if key in found]


def _read_code(clients: Clients, declared: Mapping[str, str], digest: str | None) -> Any:
    # No API says where code came from; but the archive there has the same digest.
    if "S3Bucket" not in declared:
        return NOT_READ
    bucket, key = declared["S3Bucket"], declared["S3Key"]
    try:
        archive = clients.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError:
        return NOT_READ
    same = base64.b64encode(hashlib.sha256(archive).digest()).decode() == digest
    return declared if same else {"S3Bucket": bucket}


FUNCTIONS: dict[str, Reader] = {
    "AWS::Lambda::Alias": read_alias,
    "AWS::Lambda::Function": read_function,
    "AWS::Lambda::LayerVersion": read_layer,
    "AWS::Lambda::Version": read_version,
}
