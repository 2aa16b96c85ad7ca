"""The deployment check in short: how many of each verdict, and the differences by name."""

from collections import Counter
from collections.abc import Iterator, Sequence

from callnotes_local.deployment_check.verdict import WORTH_A_LINE, Row, Verdict

NAMED = 3


def count_verdicts(rows: Sequence[Row]) -> str:
    """How many properties have each verdict."""
    counts = Counter(row.verdict for row in rows)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])


def say_differences(rows: Sequence[Row]) -> Iterator[str]:
    """One line for each property that is not as on AWS, whatever number of resources have it."""
    groups: dict[tuple[Verdict, str, str, str], list[str]] = {}
    for row in rows:
        if row.verdict in WORTH_A_LINE:
            key = (row.verdict, row.type, row.property, row.detail)
            groups.setdefault(key, []).append(row.logical_id)
    for (verdict, kind, name, detail), owners in sorted(groups.items()):
        yield f"{verdict}: {name} of {_name_owners(kind, owners)}{detail and f': {detail}'}"


def _name_owners(kind: str, owners: list[str]) -> str:
    if len(owners) <= NAMED:
        return ", ".join(owners)
    return f"{len(owners)} x {kind.removeprefix('AWS::')}"
