"""The deployed stack: what its template wants, beside what each service gives back."""

from callnotes_local.deployed.comparison import compare_resource
from callnotes_local.deployed.intrinsics import UnresolvedError
from callnotes_local.deployed.leaf import Leaf, PropertyPath
from callnotes_local.deployed.stack import DeployedStack, Resource, read_stack

__all__ = [
    "DeployedStack",
    "Leaf",
    "PropertyPath",
    "Resource",
    "UnresolvedError",
    "compare_resource",
    "read_stack",
]
