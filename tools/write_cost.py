"""Writes docs/cost.md and docs/scale.md with their drawings from costs/."""

from collections.abc import Sequence
from pathlib import Path
from string import Template

from costs.month import SIZES, Month, mix, reckon_month
from costs.prices import AS_OF, REGION
from costs.queueing import simulate_refusals
from costs.scale import QUOTAS_AS_OF, Knee, draw_delays, find_knees
from costs.svg import draw_bars
from costs.usage import Reckoner
from costs.wiring import TEMPLATE, Wiring
from tools.language_extensions import read_template
from tools.transform_template import default_parameters

ROOT = Path(__file__).resolve().parents[1]
PAGE, DRAWING = ROOT / "docs" / "cost.md", ROOT / "docs" / "cost.svg"
SCALE, CURVES = ROOT / "docs" / "scale.md", ROOT / "docs" / "scale.svg"
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


def render_scale(reckoner: Reckoner) -> str:
    """Return the page about limits."""
    given = default_parameters(read_template(TEMPLATE))
    knees = find_knees(reckoner, int(given["ThrottleRate"]), int(given["TenantRate"]))
    rows = [(knee.where, f"{knee.rate:,.0f}", knee.of, knee.then, _link(knee)) for knee in knees]
    sizes, loads = (10, 1000), (0.5, 0.8, 1.0, 1.2, 2.0)
    shares = [
        (f"{size:,}", *(f"{simulate_refusals(load * size * 10, size, 0.1):.1%}" for load in loads))
        for size in sizes
    ]
    return Template((ROOT / "costs" / "scale.txt").read_text()).substitute(
        as_of=QUOTAS_AS_OF,
        knees=_table(("where", "a second", "of", "then", "quota"), rows),
        refusals=_table(("environments", *(f"{load:.0%} load" for load in loads)), shares),
    )


def _link(knee: Knee) -> str:
    return f"[AWS]({knee.page})" if knee.page else "template.yaml"


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
    """Write all four."""
    reckoner = Reckoner(Wiring.of_template())
    PAGE.write_text(render(reckoner))
    DRAWING.write_text(draw(reckoner))
    SCALE.write_text(render_scale(reckoner))
    CURVES.write_text(draw_delays(reckoner))


if __name__ == "__main__":
    main()
