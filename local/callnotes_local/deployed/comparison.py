"""A resource as the template wants it beside what its service gives back."""

from botocore.exceptions import ClientError

from callnotes_local.cloud.clients import Clients
from callnotes_local.deployed.leaf import NOT_READ, Leaf, find_leaves
from callnotes_local.deployed.readers import READERS
from callnotes_local.deployed.readers.call import Stored, is_absent
from callnotes_local.deployed.stack import Resource


def compare_resource(clients: Clients, resource: Resource) -> list[Leaf]:
    """The smallest parts of each property of the resource."""
    stored: Stored = {}
    for read in READERS.get(resource.type, ()):
        try:
            stored |= read(clients, resource)
        except ClientError as error:
            if not is_absent(error):
                raise
            # The resource is gone: so is every property of it.
            stored = dict.fromkeys(resource.properties)
    return [
        leaf
        for name, declared in resource.properties.items()
        for leaf in find_leaves((name,), declared, stored.get(name, NOT_READ))
    ]
