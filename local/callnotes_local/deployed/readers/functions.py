"""What one call does not give back of functions and state machines: code, tags, permissions."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import yaml
from botocore.exceptions import ClientError

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers.call import NOT_READ, Stored
from callnotes_local.deployed.stack import Resource


def read_package(clients: Clients, function: Resource) -> Stored:
    """A function's code (compared by digest) and its own tags."""
    response = clients.functions.get_function(FunctionName=function.physical_id)
    tags = response.get("Tags", {})
    # The stack's own tags are on the function too.
    declared = [tag["Key"] for tag in function.properties.get("Tags", [])]
    digest = response["Configuration"].get("CodeSha256")
    return {
        "Tags": [{"Key": key, "Value": tags[key]} for key in declared if key in tags],
        "Code": _read_code(clients, function.properties["Code"], digest),
    }


def read_content(clients: Clients, layer: Resource) -> Stored:
    """A layer's name and content (compared by digest)."""
    content = clients.functions.get_layer_version_by_arn(Arn=layer.physical_id)["Content"]
    return {
        "LayerName": layer.physical_id.split(":")[-2],
        "Content": _read_code(clients, layer.properties["Content"], content.get("CodeSha256")),
    }


def read_permission(clients: Clients, permission: Resource) -> Stored:
    """The statement of a function's policy that gives this permission."""
    declared = permission.properties
    policy = clients.functions.get_policy(FunctionName=declared["FunctionName"])["Policy"]
    is_given = any(_gives(statement, declared) for statement in json.loads(policy)["Statement"])
    return dict(declared) if is_given else dict.fromkeys(declared)


def read_definition(clients: Clients, machine: Resource) -> Stored:
    """File and substitutions as declared when the deployed definition is made of them."""
    names = ("DefinitionS3Location", "DefinitionSubstitutions")
    declared = {name: machine.properties.get(name, {}) for name in names}
    location, values = (declared[name] for name in names)
    found = clients.stepfunctions.describe_state_machine(stateMachineArn=machine.physical_id)
    stored = clients.s3.get_object(Bucket=location["Bucket"], Key=location["Key"])
    text = stored["Body"].read().decode()
    filled = re.sub(r"\$\{(\w+)\}", lambda name: str(values.get(name[1], name[0])), text)
    same = yaml.safe_load(filled) == yaml.safe_load(found["definition"])
    return {**declared} if same else dict.fromkeys(names)


def read_machine_tags(clients: Clients, machine: Resource) -> Stored:
    """The tags that the machine itself declares: the stack's own are on it too."""
    found = clients.stepfunctions.list_tags_for_resource(resourceArn=machine.physical_id)["tags"]
    given = [{"Key": tag["key"], "Value": tag["value"]} for tag in found]
    return {"Tags": [tag for tag in machine.properties.get("Tags", []) if tag in given]}


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


def _gives(statement: Mapping[str, Any], declared: Mapping[str, Any]) -> bool:
    principal = statement["Principal"]
    names = principal.values() if isinstance(principal, dict) else [principal]
    tests = statement.get("Condition", {}).values()
    conditions = [value for test in tests for value in test.values()]
    wanted = [declared[name] for name in ("SourceArn", "SourceAccount") if name in declared]
    given = statement["Action"] == declared["Action"] and declared["Principal"] in names
    return given and sorted(conditions) == sorted(wanted)
