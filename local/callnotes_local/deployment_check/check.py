"""Compare each property of the transformed template with what the local cloud has."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from botocore.exceptions import ClientError

from callnotes_local.cloud.cloud import STACK_NAME, attach_cloud
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.completion.properties import STAGE_DEPLOYMENT, is_completed
from callnotes_local.deployed.comparison import Leaf, compare_resource
from callnotes_local.deployed.stack import DeployedStack, PropertyPath, Resource, read_stack
from callnotes_local.deployment_check.gaps import GAPS
from callnotes_local.deployment_check.schema import find_unknown
from callnotes_local.emulator.simulations import SIMULATIONS, concerns
from callnotes_local.errors import CliError

SHOWN_CHARACTERS = 60


class Verdict(StrEnum):
    """How the local cloud treats a property of the transformed template."""

    AS_WRITTEN = "as written"
    COMPLETED = "completed by the kit"
    SIMULATED = "simulated by the kit"
    MISSING = "missing"
    UNKNOWN = "unknown property"
    NOT_CHECKED = "not checked"


WORTH_A_LINE = (Verdict.MISSING, Verdict.UNKNOWN, Verdict.NOT_CHECKED)


@dataclass(frozen=True)
class Row:
    """One property of one resource, or the part of it that has its own verdict."""

    logical_id: str
    type: str
    path: PropertyPath
    verdict: Verdict
    detail: str = ""

    @property
    def property(self) -> str:
        """The property's name as people write it."""
        return ".".join(self.path)

    def __str__(self) -> str:
        text = f"{self.logical_id} {self.property}: {self.verdict}"
        return f"{text} ({self.detail})" if self.detail else text


type Judged = tuple[Leaf, Verdict, str]


def check_workspace(workspace: Workspace) -> list[Row]:
    """Compare the deployed stack of the checkout, or say that there is none."""
    cloud = attach_cloud(workspace)
    cloud.output("ApiId")
    try:
        return check_deployment(read_stack(STACK_NAME, cloud.clients))
    except ClientError as error:
        what = "The deployment cannot be compared: something in it is gone."
        raise CliError(what, str(error), "callnotes up") from error


def check_deployment(stack: DeployedStack) -> list[Row]:
    """One row for each property, or for each part of it that has its own verdict."""
    resources = sorted(stack.resources.values(), key=lambda resource: resource.logical_id)
    return [row for resource in resources for row in _check_resource(stack, resource)]


def _check_resource(stack: DeployedStack, resource: Resource) -> Iterator[Row]:
    unknown = find_unknown(resource.type, resource.properties)
    leaves = compare_resource(stack.clients, resource)
    return _fold(resource, [(leaf, *_judge(resource, leaf, unknown)) for leaf in leaves], depth=1)


def _judge(resource: Resource, leaf: Leaf, unknown: Sequence[PropertyPath]) -> tuple[Verdict, str]:
    kind, path = resource.type, leaf.path
    if any(path[: len(name)] == name for name in unknown):
        return Verdict.UNKNOWN, "the resource type has no such property"
    for gap in GAPS:
        if gap.applies_to(resource, path):
            return Verdict.MISSING, gap.difference
    if leaf.differs and (kind, path) != STAGE_DEPLOYMENT:
        return Verdict.MISSING, ""
    if is_completed(kind, path):
        return Verdict.COMPLETED, ""
    for part in SIMULATIONS:
        if concerns(part.properties, kind, path):
            return Verdict.SIMULATED, part.name
    return (Verdict.AS_WRITTEN if leaf.was_read else Verdict.NOT_CHECKED), ""


def _fold(resource: Resource, judged: Sequence[Judged], depth: int) -> Iterator[Row]:
    """One row for all parts of a property that have the same verdict for the same reason."""
    for path, group in groupby(judged, key=lambda item: item[0].path[:depth]):
        members = list(group)
        leaf, verdict, why = members[0]
        if len({item[1:] for item in members}) == 1:
            if verdict is Verdict.MISSING and not why:
                stored = "nothing" if leaf.stored is None else _shorten(leaf.stored)
                why = f"asked for {_shorten(leaf.declared)}, stored is {stored}"
            yield Row(resource.logical_id, resource.type, path, verdict, why)
        else:
            yield from _fold(resource, members, depth + 1)


def _shorten(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}..."


def count_verdicts(rows: Sequence[Row]) -> str:
    """How many properties have each verdict."""
    counts = Counter(row.verdict for row in rows)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])


def say_differences(rows: Sequence[Row]) -> Iterator[str]:
    """One line for each verdict that is not as on AWS, with the names of the properties."""
    for verdict in WORTH_A_LINE:
        names = sorted({row.property for row in rows if row.verdict is verdict})
        if names:
            yield f"{verdict}: {', '.join(names)}"
