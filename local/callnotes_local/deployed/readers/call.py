"""One API call that gives a resource back, in the words of its template properties."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import jmespath
from botocore.exceptions import ClientError

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.stack import Resource

# How services name the error for something that is not there.
ABSENT = re.compile("NotFound|NoSuch|NonExist")
# The services give tags back in other shapes, and with the stack's own.
OTHERWISE_SHAPED = {"tags"}

type Stored = dict[str, Any]
type Reader = Callable[[Clients, Resource], Stored]


# Stands for what no API gives back.
NOT_READ: Any = object()


class Call:
    """An operation of a service and what its response says of a resource.

    A required parameter is the property of its name, else the physical id. A property has the
    value of the response's field of its name; it is None when the service's model has such a field
    and the response has none. All else is JMESPath; `id` in it is the physical id.
    """

    def __init__(
        self,
        method: str,
        result: str = "@",
        given: Mapping[str, str] | None = None,
        names: tuple[str, ...] = (),
        **renamed: str,
    ) -> None:
        # Of which client, and of it which method: "dynamodb.describe_table".
        self.service, _, self.method = method.partition(".")
        # The resource in the response; {id} is the physical id.
        self.result = result
        # More parameters, or other ones, from the properties.
        self.given = given or {}
        # Fields that the response may have although the service's model does not name them.
        self.names = names
        # Properties from the result's other fields.
        self.renamed = renamed

    def __call__(self, clients: Clients, resource: Resource) -> Stored:
        """The properties that this call gives back; those that addressed it are as declared."""
        client, properties = getattr(clients, self.service), resource.properties
        operation = client.meta.method_to_api_mapping[self.method]
        model = client.meta.service_model.operation_model(operation)
        required = {name.lower(): name for name in model.input_shape.required_members}
        found = self._find(client, self._parameters(required, resource), resource)
        fields = {name.lower(): name for name in (*self.names, *self._fields(model.output_shape))}
        known = {**found, "id": resource.physical_id}
        addresses = {lower for lower, name in required.items() if name not in self.given}
        own = [n for n in properties if n.lower() in addresses or n in self.given.values()]
        return (
            {n: found.get(field) for n in properties if (field := fields.get(n.lower()))}
            | {n: jmespath.search(p, known) if found else None for n, p in self.renamed.items()}
            | {n: properties[n] if found else None for n in own}
        )

    def _parameters(self, required: Mapping[str, str], resource: Resource) -> dict[str, Any]:
        properties = {name.lower(): value for name, value in resource.properties.items()}
        known = {**resource.properties, "id": resource.physical_id}
        return {
            name: properties.get(low, resource.physical_id) for low, name in required.items()
        } | {name: jmespath.search(path, known) for name, path in self.given.items()}

    def _find(self, client: Any, parameters: dict[str, Any], resource: Resource) -> Stored:
        try:
            response = getattr(client, self.method)(**parameters)
        except ClientError as error:
            if not is_absent(error):
                raise
            return {}
        found = jmespath.search(self.result.replace("{id}", resource.physical_id), response)
        return found or {}

    def _fields(self, shape: Any) -> Iterator[str]:
        for name in re.findall(r"\w+", self.result.partition("[")[0]):
            shape = shape.members[name]
        shape = shape.member if shape.type_name == "list" else shape
        fields = shape.key.enum if shape.type_name == "map" else shape.members
        return (name for name in fields if name.lower() not in OTHERWISE_SHAPED)


def each(name: str, read: Reader) -> Reader:
    """A reader of what a list of others has in common: each item is the physical id of one."""

    def read_all(clients: Clients, resource: Resource) -> Stored:
        items = resource.properties[name]
        found = [read(clients, replace(resource, physical_id=item)) for item in items]
        stored = found[0] if all(item == found[0] for item in found) else dict.fromkeys(found[0])
        return stored | {name: items}

    return read_all


def is_absent(error: ClientError) -> bool:
    """Whether the service says that there is no such thing; any other error says nothing of it."""
    return bool(ABSENT.search(error.response["Error"]["Code"]))
