"""Compare each property of the transformed template with what the local cloud has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from botocore.exceptions import ClientError

from callnotes_local.completion import (
    Comparison,
    CompletionRecord,
    DeployedStack,
    Resource,
    compare_stack,
)
from callnotes_local.deployment_check.gaps import GAPS, Gap
from callnotes_local.deployment_check.readers import READERS, Stored
from callnotes_local.deployment_check.schema import find_unknown
from callnotes_local.deployment_check.values import NOT_READ, Leaf, find_leaves
from callnotes_local.deployment_check.verdict import Path, Row, Verdict
from callnotes_local.emulator.simulations import SIMULATIONS, Simulation

SHOWN_CHARACTERS = 60
type Judged = tuple[Leaf, Verdict, str]


def check_deployment(stack: DeployedStack, record: CompletionRecord) -> list[Row]:
    """One row for each property, or for each part of it that has its own verdict."""
    comparisons = compare_stack(stack)
    resources = sorted(stack.resources.values(), key=lambda resource: resource.logical_id)
    return [row for r in resources for row in _Check(stack, record, r, comparisons).rows()]


@dataclass(frozen=True)
class _Check:
    """The check of one resource."""

    stack: DeployedStack
    record: CompletionRecord
    resource: Resource
    comparisons: Sequence[Comparison]

    def rows(self) -> Iterator[Row]:
        stored = self._read()
        unknown = find_unknown(self.resource.type, self.resource.properties)
        for name, declared in self.resource.properties.items():
            leaves = find_leaves((name,), declared, stored.get(name, NOT_READ))
            judged = [(leaf, *self._judge(leaf, unknown)) for leaf in leaves]
            yield from _fold(self.resource, judged, depth=1)

    def _read(self) -> Stored:
        reader = READERS.get(self.resource.type)
        try:
            return reader(self.stack.clients, self.resource) if reader else {}
        except ClientError:
            # The resource is gone: so is every property of it.
            return dict.fromkeys(self.resource.properties)

    def _judge(self, leaf: Leaf, unknown: Sequence[Path]) -> tuple[Verdict, str]:
        if any(_is_part(leaf.path, path) for path in unknown):
            return Verdict.UNKNOWN, "the resource type has no such property"
        is_set = self.record.covers(self.resource.logical_id, leaf.path)
        if self._is_dropped(leaf, is_set=is_set):
            return Verdict.MISSING, ""
        gap = find_gap(self.resource, leaf.path)
        if gap:
            return Verdict.MISSING, gap.difference
        if is_set:
            return Verdict.COMPLETED, ""
        simulation = find_simulation(self.resource, leaf.path)
        if simulation:
            return Verdict.SIMULATED, simulation.name
        is_read = leaf.was_read or self._compared(leaf.path) is not None
        return (Verdict.AS_WRITTEN if is_read else Verdict.NOT_CHECKED), ""

    def _is_dropped(self, leaf: Leaf, *, is_set: bool) -> bool:
        compared = self._compared(leaf.path)
        if compared is not None:
            return not compared.same
        return leaf.was_read and not leaf.same and not is_set

    def _compared(self, path: Path) -> Comparison | None:
        mine = (c for c in self.comparisons if c.logical_id == self.resource.logical_id)
        return next((c for c in mine if _is_part(path, c.path)), None)


def find_gap(resource: Resource, path: Path) -> Gap | None:
    """Why a property that is stored has no effect."""
    return next((gap for gap in GAPS if gap.applies_to(resource, path)), None)


def find_simulation(resource: Resource, path: Path) -> Simulation | None:
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


def _is_part(path: Path, whole: Path) -> bool:
    return path[: len(whole)] == whole
