"""A change set as a person reads it before saying yes."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from callnotes_local.account.change_set import Change
from callnotes_local.account.prices import AS_OF, find_price

ACTIONS = ("Add", "Modify", "Remove")


def show_summary(changes: list[Change], console: Console) -> None:
    """Show what is added, modified, removed and replaced, and what is billable."""
    console.print(_changes_table(changes))
    for line in _losses(changes):
        console.print(line, style="bold red")
    console.print(_prices_table(changes))
    console.print(f"US dollars, {AS_OF}.")


def _changes_table(changes: list[Change]) -> Table:
    table = Table("resource type", "add", "modify", "remove", box=None)
    counts = Counter((change.kind, change.action) for change in changes)
    for kind in sorted({change.kind for change in changes}):
        numbers = [counts[kind, action] for action in ACTIONS]
        table.add_row(kind, *(str(number) if number else "-" for number in numbers))
    totals = Counter(change.action for change in changes)
    table.add_row("all", *(str(totals[action]) for action in ACTIONS), style="bold")
    return table


def _losses(changes: list[Change]) -> Iterator[str]:
    for change in changes:
        if change.loses_data:
            what = "removed" if change.action == "Remove" else f"replaced ({change.replaced})"
            yield f"{what}: {change.logical_id} ({change.kind})"


def _prices_table(changes: list[Change]) -> Table:
    table = Table("billable", "at rest", "by use", box=None)
    kinds = sorted({change.kind for change in changes if change.action != "Remove"})
    billable = [kind for kind in kinds if not find_price(kind).is_free]
    for kind in billable:
        price = find_price(kind)
        table.add_row(kind, price.at_rest or "nothing", price.by_use or "nothing")
    table.add_row("everything else", "nothing", "nothing")
    return table
