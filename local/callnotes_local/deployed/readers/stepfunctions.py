"""What one call does not give back of a state machine: its definition's file, its own tags."""

import re

import yaml

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.readers.call import Stored
from callnotes_local.deployed.stack import Resource


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


def read_tags(clients: Clients, machine: Resource) -> Stored:
    """The tags that the machine itself declares: the stack's own are on it too."""
    found = clients.stepfunctions.list_tags_for_resource(resourceArn=machine.physical_id)["tags"]
    given = [{"Key": tag["key"], "Value": tag["value"]} for tag in found]
    return {"Tags": [tag for tag in machine.properties.get("Tags", []) if tag in given]}
