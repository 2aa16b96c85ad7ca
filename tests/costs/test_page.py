"""docs/cost.md, docs/scale.md and their drawings are what `make docs` writes."""

from xml.etree import ElementTree as ET

from costs.scale import draw_delays
from costs.svg import draw_bars
from costs.usage import Reckoner
from tools.write_cost import CURVES, DRAWING, PAGE, SCALE, draw, render, render_scale


def test_page_is_the_generated_one(reckoner: Reckoner) -> None:
    assert PAGE.read_text() == render(reckoner), "run `make docs`"


def test_drawing_is_the_generated_one(reckoner: Reckoner) -> None:
    assert DRAWING.read_text() == draw(reckoner), "run `make docs`"


def test_page_about_scale_is_the_generated_one(reckoner: Reckoner) -> None:
    assert SCALE.read_text() == render_scale(reckoner), "run `make docs`"


def test_curves_are_the_generated_ones(reckoner: Reckoner) -> None:
    assert CURVES.read_text() == draw_delays(reckoner), "run `make docs`"


def test_bars_are_as_long_as_their_values() -> None:
    text = draw_bars("t", {"a": {"x": 3.0, "y": 1.0}, "b": {"x": 2.0}})
    drawing = ET.fromstring(text)  # noqa: S314 - our own
    boxes = [box for box in drawing if box.tag.endswith("rect") and box.get("height") == "18"]
    whole, half, small = (float(boxes[n].get("width", 0)) for n in (0, 2, 1))
    assert (whole / half, whole / small) == (1.5, 3)
