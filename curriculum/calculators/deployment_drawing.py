"""Draws deployment ways over time, for a terminal and as SVG."""

from collections.abc import Iterator, Sequence

from curriculum.calculators.deployment_ways import Comparison, Phase

LEVELS = "_▁▂▃▄▅▆▇█"
LEFT, RIGHT, TOP, ROW, MINUTE, HEIGHT = 200, 40, 56, 76, 24, 56
OLD, NEW, UNREADY, REQUESTS = "#8a94a6", "#2f6fd0", "#e3c27a", "#c0392b"
STYLE = "text{font:12px sans-serif;fill:#222}"


def draw_lines(found: Comparison) -> list[str]:
    """Return the way, instances in service (full height: twice the fleet), new version's requests.

    Each character is a minute, from the one before to the one after.
    """
    phases = _with_ends(found)
    service = "".join(_level(p.in_service, 2 * found.fleet) * p.minutes for p in phases)
    requests = "".join(_level(p.percent, 100) * p.minutes for p in phases)
    return [found.way, f"  in service   {service}", f"  new version  {requests}"]


def _with_ends(found: Comparison) -> list[Phase]:
    return [Phase(1, found.fleet, 0), *found.phases, Phase(1, 0, found.fleet)]


def _level(value: int, most: int) -> str:
    # What is not 0 is seen.
    return LEVELS[max(value > 0, round((len(LEVELS) - 1) * value / most))]


def draw_svg(comparisons: Sequence[Comparison]) -> str:
    """Return the picture: for each way the instances by version, and the requests of the new."""
    width = LEFT + RIGHT + MINUTE * max(found.minutes + 2 for found in comparisons)
    height = TOP + ROW * len(comparisons)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>Deployment ways over time</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_legend(),
    ]
    for row, found in enumerate(comparisons):
        lines += _row(found, TOP + ROW * (row + 1) - 14)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _legend() -> Iterator[str]:
    names = {"old version": OLD, "new version": NEW, "not in service": UNREADY}
    for place, (name, colour) in enumerate(names.items()):
        yield _rect(LEFT + 120 * place, 14, 12, 12, colour)
        yield _text(LEFT + 120 * place + 18, 24, name)
    yield _text(
        LEFT, 44, "red: requests that the new version answers; full height: twice the fleet"
    )


def _row(found: Comparison, ground: int) -> Iterator[str]:
    yield _text(8, ground - 18, found.way)
    yield _text(8, ground - 2, f"{found.minutes} min, down {found.down}, roll back {found.back}")
    x, points = LEFT, []
    for phase in _with_ends(found):
        yield from _stack(phase, x, ground, found.fleet)
        y = ground - phase.percent * HEIGHT // 100
        points += [f"{x},{y}", f"{x + MINUTE * phase.minutes},{y}"]
        x += MINUTE * phase.minutes
    yield f'<polyline points="{" ".join(points)}" fill="none" stroke="{REQUESTS}"/>'
    yield f'<path d="M{LEFT} {ground}H{x}" stroke="#222"/>'


def _stack(phase: Phase, x: int, ground: int, fleet: int) -> Iterator[str]:
    below = 0
    for number, colour in ((phase.old, OLD), (phase.new, NEW), (phase.unready, UNREADY)):
        low, high = (part * HEIGHT // (2 * fleet) for part in (below, below + number))
        if number and phase.minutes:
            yield _rect(x, ground - high, MINUTE * phase.minutes, high - low, colour)
        below += number


def _rect(x: int, y: int, width: int, height: int, colour: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{colour}"/>'


def _text(x: int, y: int, text: str) -> str:
    return f'<text x="{x}" y="{y}">{text}</text>'
