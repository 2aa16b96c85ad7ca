"""What a person reads before a deployment, and the question that only a person answers."""

import sys
from collections import Counter

from rich.console import Console
from rich.table import Table

from callnotes_local.account.change_set import Change
from callnotes_local.account.prices import AS_OF, find_price

ACTIONS = ("Add", "Modify", "Remove")


def show_summary(changes: list[Change], console: Console) -> None:
    """Show what is added, modified, removed and replaced, and what is billable."""
    console.print(_changes_table(changes))
    for change in changes:
        if change.loses_data:
            what = "removed" if change.action == "Remove" else f"replaced ({change.replaced})"
            console.print(f"{what}: {change.logical_id} ({change.kind})", style="bold red")
    console.print(_prices_table(changes))
    console.print(f"US dollars, {AS_OF}.")


def confirm(question: str, wanted: str) -> bool:
    """Ask on the terminal; anything but the wanted word is a no, and so is Ctrl-C."""
    print(f"{question} Type {wanted}: ", end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline().strip() == wanted
    except KeyboardInterrupt:
        return False


def _changes_table(changes: list[Change]) -> Table:
    table = Table("resource type", "add", "modify", "remove", box=None)
    counts = Counter((change.kind, change.action) for change in changes)
    for kind in sorted({change.kind for change in changes}):
        table.add_row(kind, *(str(counts[kind, action] or "-") for action in ACTIONS))
    totals = Counter(change.action for change in changes)
    table.add_row("all", *(str(totals[action]) for action in ACTIONS), style="bold")
    return table


def _prices_table(changes: list[Change]) -> Table:
    table = Table("billable", "idle", "by use", box=None)
    for kind in sorted({change.kind for change in changes if change.action != "Remove"}):
        if price := find_price(kind):
            table.add_row(kind, *price)
    table.add_row("everything else", "nothing", "nothing")
    return table
