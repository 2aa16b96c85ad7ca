"""One API call that gives a resource back, in the words of its template properties."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from botocore.exceptions import ClientError

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.stack import Resource

ID = "PhysicalResourceId"
# How services name the error for something that is not there.
ABSENT = re.compile("NotFound|NoSuch|NonExist")
# The services give tags back in other shapes, and with the stack's own.
OTHERWISE_SHAPED = {"tags"}

type Stored = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """An operation of a service and what its response says of a resource.

    A property has the value of the response's field of its name; it is None when the service's
    model has such a field and the response has none. Other fields are named in `renamed`.
    """

    # Of which client, and of it which method: "dynamodb.describe_table".
    method: str
    # A parameter's value is that of this property, the physical id, or else a constant; a name
    # that ends in [] takes a list of it.
    parameters: Mapping[str, str]
    # The resource in the response (JMESPath); {id} is the physical id.
    result: str
    # JMESPath in the result, by property.
    renamed: Mapping[str, str]
    # Fields that the response may have although the service's model does not name them.
    names: tuple[str, ...] = ()
    # The property that is the last part of the physical id.
    last_part: str = ""

    def __call__(self, clients: Clients, resource: Resource) -> Stored:
        """The properties that this call gives back; those that addressed it are as declared."""
        client = getattr(clients, self.method.partition(".")[0])
        found = self._find(client, resource)
        fields = {name.lower(): name for name in (*self.names, *self._model_fields(client))}
        same = {n: f for n in resource.properties if (f := fields.get(n.lower()))}
        implied = {n: resource.properties.get(n) for n in self.parameters.values()}
        implied[self.last_part] = re.split("[:/]", resource.physical_id)[-1]
        return (
            {name: found.get(field_name) for name, field_name in same.items()}
            | {name: jmespath.search(path, found) for name, path in self.renamed.items()}
            | (implied if found else dict.fromkeys(implied))
        )

    @property
    def _operation(self) -> str:
        return self.method.partition(".")[2]

    def _find(self, client: Any, resource: Resource) -> Stored:
        known = {**resource.properties, ID: resource.physical_id}
        given = {name: known.get(source, source) for name, source in self.parameters.items()}
        parameters = {
            name.removesuffix("[]"): [value] if name.endswith("[]") else value
            for name, value in given.items()
        }
        try:
            response = getattr(client, self._operation)(**parameters)
        except ClientError as error:
            if not is_absent(error):
                raise
            return {}
        found = jmespath.search(self.result.replace("{id}", resource.physical_id), response)
        return found or {}

    def _model_fields(self, client: Any) -> Iterator[str]:
        operation = client.meta.method_to_api_mapping[self._operation]
        shape = client.meta.service_model.operation_model(operation).output_shape
        for name in re.findall(r"\w+", self.result.partition("[")[0]):
            shape = shape.members[name]
        shape = shape.member if shape.type_name == "list" else shape
        fields = shape.key.enum if shape.type_name == "map" else shape.members
        return (name for name in fields if name.lower() not in OTHERWISE_SHAPED)


def call(
    method: str,
    parameters: Mapping[str, str],
    result: str = "@",
    *,
    names: tuple[str, ...] = (),
    last_part: str = "",
    **renamed: str,
) -> Call:
    """A call, with its renamed properties as keywords."""
    return Call(method, parameters, result, renamed, names, last_part)


def is_absent(error: ClientError) -> bool:
    """Whether the service says that there is no such thing; any other error is no answer."""
    return bool(ABSENT.search(error.response["Error"]["Code"]))
