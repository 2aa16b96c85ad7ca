"""Small drawings as SVG: stacked bars, and curves. The same numbers, the same text."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

COLOURS = (
    *("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#edc948", "#b07aa1", "#9c755f"),
    *("#ff9da7", "#bab0ac", "#2f4b7c", "#7a7a7a", "#1b7837"),
)
WIDTH, LEFT, RIGHT, TOP, ROW = 760, 230, 70, 34, 26

type Bars = Mapping[str, Mapping[str, float]]
type Curves = Mapping[str, Sequence[tuple[float, float]]]


def draw_bars(title: str, bars: Bars) -> str:
    """Return a bar for each row, of parts that have one colour each, with the row's sum."""
    names = list(dict.fromkeys(name for parts in bars.values() for name in parts))
    most = max(sum(parts.values()) for parts in bars.values())
    scale = (WIDTH - LEFT - RIGHT) / most
    body: list[str] = []
    for row, (name, parts) in enumerate(bars.items()):
        y, x = TOP + row * ROW, float(LEFT)
        body.append(_text(LEFT - 8, y + 14, name, "end"))
        for part, value in parts.items():
            colour = COLOURS[names.index(part) % len(COLOURS)]
            body.append(_box(x, y, value * scale, 18, colour))
            x += value * scale
        body.append(_text(x + 6, y + 14, f"{sum(parts.values()):.2f}"))
    height = TOP + len(bars) * ROW + 10
    return _frame(title, [*body, *_legend(names, height)], height + 20 * math.ceil(len(names) / 4))


def draw_curves(title: str, across: str, curves: Curves) -> str:
    """Return curves on logarithmic axes, from 1 upwards; `across` names the horizontal one."""
    points = [point for curve in curves.values() for point in curve]
    (low_x, high_x), (low_y, high_y) = (
        (10 ** math.floor(math.log10(min(v))), 10 ** math.ceil(math.log10(max(v))))
        for v in ([x for x, _ in points], [y for _, y in points])
    )
    left, bottom, top, right = 70, 270, TOP, WIDTH - 20

    def place(x: float, y: float) -> tuple[float, float]:
        share_x = math.log10(x / low_x) / math.log10(high_x / low_x)
        share_y = math.log10(y / low_y) / math.log10(high_y / low_y)
        return left + share_x * (right - left), bottom - share_y * (bottom - top)

    body = []
    for x in _powers(low_x, high_x):
        at, _ = place(x, low_y)
        body += [_line([(at, top), (at, bottom)], "#dddddd", 1), _tick(at, bottom + 16, x)]
    for y in _powers(low_y, high_y):
        _, at = place(low_x, y)
        body += [_line([(left, at), (right, at)], "#dddddd", 1), _tick(left - 8, at + 4, y, "end")]
    for number, curve in enumerate(curves.values()):
        body.append(_line([place(*point) for point in curve], COLOURS[number], 2))
    body.append(_text((left + right) / 2, bottom + 34, across, "middle"))
    return _frame(
        title, [*body, *_legend(list(curves), 316)], 316 + 20 * math.ceil(len(curves) / 4)
    )


def _powers(low: float, high: float) -> Iterator[float]:
    while low <= high * 1.01:
        yield low
        low *= 10


def _legend(names: list[str], top: float) -> Iterator[str]:
    for number, name in enumerate(names):
        x, y = 16 + number % 4 * 185, top + number // 4 * 20
        yield _box(x, y, 12, 12, COLOURS[number % len(COLOURS)])
        yield _text(x + 18, y + 11, name)


def _frame(title: str, body: list[str], height: float) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
    style = 'font-family="sans-serif" font-size="12">'
    back = f'<rect width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>'
    parts = [head + style, f"<title>{escape(title)}</title>", back, _text(16, 20, title), *body]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _tick(x: float, y: float, value: float, anchor: str = "middle") -> str:
    return _text(x, y, f"{value:,.10g}", anchor)


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    size = f'width="{width:.1f}" height="{height:.0f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{colour}"/>'


def _line(points: list[tuple[float, float]], colour: str, width: int) -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
