"""Compare each property of the transformed template with what the local cloud has."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from botocore.exceptions import ClientError

from callnotes_local.cloud.cloud import STACK_NAME, attach_cloud
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.completion import STAGE_DEPLOYMENT, CompletionRecord, read_record
from callnotes_local.deployed import (
    DeployedStack,
    Leaf,
    PropertyPath,
    Resource,
    compare_resource,
    read_stack,
)
from callnotes_local.deployment_check.gaps import GAPS, Gap
from callnotes_local.deployment_check.schema import find_unknown
from callnotes_local.deployment_check.verdict import Row, Verdict
from callnotes_local.emulator.simulations import SIMULATIONS, Simulation
from callnotes_local.errors import CliError

SHOWN_CHARACTERS = 60
type Judged = tuple[Leaf, Verdict, str]


def check_workspace(workspace: Workspace) -> list[Row]:
    """Compare the deployed stack of the checkout, or say that there is none."""
    cloud = attach_cloud(workspace)
    cloud.output("ApiId")
    try:
        stack = read_stack(STACK_NAME, cloud.clients)
        return check_deployment(stack, read_record(workspace.completion, stack.stack_id))
    except ClientError as error:
        what = "The deployment cannot be compared: something in it is gone."
        raise CliError(what, str(error), "callnotes up") from error


def check_deployment(stack: DeployedStack, record: CompletionRecord) -> list[Row]:
    """One row for each property, or for each part of it that has its own verdict."""
    resources = sorted(stack.resources.values(), key=lambda resource: resource.logical_id)
    return [row for r in resources for row in _check_resource(stack, record, r)]


def _check_resource(
    stack: DeployedStack, record: CompletionRecord, resource: Resource
) -> Iterator[Row]:
    unknown = find_unknown(resource.type, resource.properties)
    leaves = compare_resource(stack.clients, resource)
    judged = [(leaf, *_judge(resource, leaf, record, unknown)) for leaf in leaves]
    return _fold(resource, judged, depth=1)


def _judge(
    resource: Resource, leaf: Leaf, record: CompletionRecord, unknown: Sequence[PropertyPath]
) -> tuple[Verdict, str]:
    if any(leaf.path[: len(path)] == path for path in unknown):
        return Verdict.UNKNOWN, "the resource type has no such property"
    is_set = record.covers(resource.logical_id, leaf.path)
    if leaf.differs and not (is_set and leaf.path == STAGE_DEPLOYMENT):
        return Verdict.MISSING, ""
    gap = find_gap(resource, leaf.path)
    if gap:
        return Verdict.MISSING, gap.difference
    if is_set:
        return Verdict.COMPLETED, ""
    simulation = find_simulation(resource, leaf.path)
    if simulation:
        return Verdict.SIMULATED, simulation.name
    return (Verdict.AS_WRITTEN if leaf.was_read else Verdict.NOT_CHECKED), ""


def find_gap(resource: Resource, path: PropertyPath) -> Gap | None:
    """Why a property that is stored has no effect."""
    return next((gap for gap in GAPS if gap.applies_to(resource, path)), None)


def find_simulation(resource: Resource, path: PropertyPath) -> Simulation | None:
    """Which part of the kit acts on a property in the emulator's place."""
    return next((s for s in SIMULATIONS if s.acts_on(resource.type, path)), None)


def _fold(resource: Resource, judged: Sequence[Judged], depth: int) -> Iterator[Row]:
    for path, group in groupby(judged, key=lambda item: item[0].path[:depth]):
        members = list(group)
        verdicts = {(verdict, why) for _, verdict, why in members}
        if len(verdicts) == 1 or len(members) == 1:
            leaf, verdict, why = members[0]
            detail = why or (_contrast(leaf) if verdict is Verdict.MISSING else "")
            yield Row(resource.logical_id, resource.type, path, verdict, detail)
        else:
            yield from _fold(resource, members, depth + 1)


def _contrast(leaf: Leaf) -> str:
    stored = "nothing" if leaf.stored is None or not leaf.was_read else _shorten(leaf.stored)
    return f"asked for {_shorten(leaf.declared)}, stored is {stored}"


def _shorten(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}..."
