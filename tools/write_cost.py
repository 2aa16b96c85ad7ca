"""Writes docs/cost.md and its drawing from costs/."""

from collections.abc import Sequence
from pathlib import Path
from string import Template

from costs.month import SIZES, Month, mix, reckon_month
from costs.prices import AS_OF, REGION
from costs.svg import draw_bars
from costs.usage import Reckoner
from costs.wiring import Wiring

ROOT = Path(__file__).resolve().parents[1]
PAGE, DRAWING = ROOT / "docs" / "cost.md", ROOT / "docs" / "cost.svg"
MILLION = 1_000_000


def render(reckoner: Reckoner) -> str:
    """Return the page."""
    months = [reckon_month(reckoner, mix(reckoner, size)) for size in SIZES]
    return Template((ROOT / "costs" / "page.txt").read_text()).substitute(
        as_of=AS_OF,
        region=REGION,
        months=_months(months),
        standing=f"{months[0].standing_dollars:.2f}",
        actions=_actions(reckoner),
    )


def draw(reckoner: Reckoner) -> str:
    """Return the drawing of what a million of each action costs."""
    rows = reckoner.data["actions"].items()
    bars = {row["title"]: _by_use(reckoner, action, 100 * MILLION) for action, row in rows}
    return draw_bars("Dollars of a million, of 100 million in a month, without what stands", bars)


def _months(months: list[Month]) -> str:
    head = ("service", *(f"{size:,} actions" for size in SIZES))
    rows = [
        (name, *(f"{month.services[name]:.2f}" for month in months)) for name in months[-1].services
    ]
    whole = ("**all**", *(f"**{month.dollars:.2f}**" for month in months))
    return _table(head, [*rows, whole])


def _actions(reckoner: Reckoner) -> str:
    head = ("action", "share", "dearest parts", "a million", "each million of 100")
    rows = []
    for action, row in reckoner.data["actions"].items():
        first = _by_use(reckoner, action, MILLION)
        later = sum(_by_use(reckoner, action, 100 * MILLION).values())
        parts = ", ".join(f"{name} {dollars:.2f}" for name, dollars in list(first.items())[:4])
        share = f"{row['share']:.0%}"
        rows.append((row["title"], share, parts, f"{sum(first.values()):.2f}", f"{later:.2f}"))
    return _table(head, rows)


def _by_use(reckoner: Reckoner, action: str, times: int) -> dict[str, float]:
    """Return the dollars of a million by service, dearest first, when so many come in a month."""
    month = reckon_month(reckoner, {action: times})
    used = Month(month.used, month.standing - month.standing).services
    return {name: dollars * MILLION / times for name, dollars in used.items() if dollars}


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    """Write both."""
    reckoner = Reckoner(Wiring.of_template())
    PAGE.write_text(render(reckoner))
    DRAWING.write_text(draw(reckoner))


if __name__ == "__main__":
    main()
