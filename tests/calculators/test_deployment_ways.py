"""Ways to deploy: what each does to four instances, and that page and picture are current."""

import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest

from curriculum.calculators.deployment_drawing import draw_lines, draw_svg
from curriculum.calculators.deployment_policies import deploy
from curriculum.calculators.deployment_ways import WAYS, Comparison, Setting, compare
from curriculum.calculators.ecs_rollout import Step, roll_out
from curriculum.calculators.instance_refresh import refresh
from tools.write_deployment_ways import PAGE, PICTURE, render


def compared(setting: Setting) -> dict[str, Comparison]:
    return {found.way: found for found in compare(setting)}


FOUR = compared(Setting())


@pytest.mark.parametrize(
    ("way", "capacity", "instances", "down", "extra", "back"),
    [
        ("all at once", 0, 4, 1, 0, 1),
        ("rolling", 75, 4, 0, 0, 4),
        # One for the 3 minutes of its launch and the 4 of the batches.
        ("rolling with additional batch", 100, 5, 0, 3 + 4, 7),
        # One for 3 minutes, all 4 for 3 more.
        ("immutable", 100, 8, 0, 1 * 3 + 4 * 3, 0),
        # A second fleet while it is launched, compared, and kept.
        ("blue/green", 100, 8, 0, 4 * (3 + 5), 1),
        ("canary", 100, 8, 0, 4 * (3 + 5 + 5), 0),
        ("linear", 100, 8, 0, 4 * (3 + 9 + 5), 0),
        ("A/B", 100, 8, 0, 4 * (3 + 10 + 5), 0),
    ],
)
def test_four_instances(
    way: str, capacity: int, instances: int, down: int, extra: int, back: int
) -> None:
    found = FOUR[way]
    assert (found.capacity, found.instances, found.down) == (capacity, instances, down)
    assert (found.extra, found.back) == (extra, back)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("instances", "batch"), [(1, 1), (4, 2), (4, 3), (9, 2), (9, 9)])
def test_simulation_agrees_with_the_policy(way: str, instances: int, batch: int) -> None:
    found = compared(Setting(instances, batch))[way]
    outcome = deploy(WAYS[way][0], instances, batch)
    assert min(phase.in_service for phase in found.phases) == outcome.in_service_at_least
    assert found.instances == outcome.instances_at_most
    assert (found.down > 0) == outcome.is_down


@pytest.mark.parametrize(
    ("way", "mixed"),
    [("all at once", 0), ("rolling", 2), ("blue/green", 0), ("canary", 5), ("linear", 9)],
)
def test_minutes_in_which_users_meet_both_versions(way: str, mixed: int) -> None:
    assert FOUR[way].mixed == mixed
    assert (mixed > 0) == deploy(WAYS[way][0], 4).mixes_versions


def test_requests_shift_as_codedeploy_does() -> None:
    percents = [phase.percent for phase in FOUR["linear"].phases]
    assert percents == [0, *range(10, 101, 10)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"batch": 5}, "batch 5 <= instances 4"),
        ({"instances": 0}, "1 <= batch"),
        ({"launch": -1}, "shorter than 0"),
        ({"canary": "Canary"}, "neither AllAtOnce"),
    ],
)
def test_setting_that_cannot_be_is_refused(change: dict[str, int], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compare(replace(Setting(), **change))  # type: ignore[arg-type] # of several types


@pytest.mark.parametrize(
    ("arguments", "first", "number"),
    [
        ((4,), Step("stop", 1, 3, 0), 8),
        ((10, 90), Step("stop", 1, 9, 0), 20),
        ((4, 50), Step("stop", 2, 2, 0), 4),
        # Half of five, rounded up, stays.
        ((5, 50), Step("stop", 2, 3, 0), 6),
        ((4, 0, 100), Step("stop", 4, 0, 0), 2),
        ((4, 100), Step("stop", 1, 3, 0), 8),
        ((4, 100, 100), Step("start", 1, 4, 1), 8),
        ((4, 100, 150), Step("start", 2, 4, 2), 4),
    ],
)
def test_an_instance_refresh_begins(arguments: tuple[int, ...], first: Step, number: int) -> None:
    steps = refresh(*arguments)
    assert (steps[0], len(steps)) == (first, number)
    assert (steps[-1].old, steps[-1].new) == (0, arguments[0])


@pytest.mark.parametrize(("minimum", "maximum"), [(0, 101), (101, 150), (50, 99), (-1, 100)])
def test_percentages_of_no_refresh_are_refused(minimum: int, maximum: int) -> None:
    with pytest.raises(ValueError, match="at most 100 apart"):
        refresh(4, minimum, maximum)


def test_lines_show_a_dip_and_a_shift() -> None:
    assert draw_lines(FOUR["all at once"])[1:] == ["  in service   ▄_▄", "  new version  __█"]
    assert draw_lines(FOUR["canary"])[1:] == [
        "  in service   ▄▄▄▄██████████▄",
        "  new version  ____▁▁▁▁▁██████",
    ]


def test_picture_is_one_of_all_ways() -> None:
    root = fromstring(draw_svg(compare(Setting(7, 3))))  # noqa: S314 - ours
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert set(WAYS) <= set(texts)
    width, height = map(int, root.attrib["viewBox"].split()[2:])
    background, *rects = (e.attrib for e in root.iter("{http://www.w3.org/2000/svg}rect"))
    assert background["width"] == f"{width}"
    assert all(int(r["x"]) + int(r["width"]) <= width for r in rects)
    assert all(0 <= int(r["y"]) <= int(r["y"]) + int(r["height"]) <= height for r in rects)


def test_page_and_picture_are_current() -> None:
    page = PAGE.read_text()
    assert render(page) == (page, PICTURE.read_text()), "run `make docs`"


def test_a_stale_table_is_noticed() -> None:
    stale = PAGE.read_text().replace("| canary | 13 |", "| canary | 14 |")
    assert render(stale)[0] != stale


ROW = re.compile(r"^\| (\d+), (\w+) \| ((?:start|stop) .*) \|$", re.MULTILINE)


def test_steps_on_the_page_are_those_of_the_calculators() -> None:
    ecs, _, scaling = PAGE.read_text().partition("## Instance refresh")
    for minimum, maximum, text in ROW.findall(ecs):
        assert text == in_words(roll_out(4, int(minimum), int(maximum)))
    for minimum, maximum, text in ROW.findall(scaling):
        assert text == in_words(
            refresh(4, int(minimum), int(maximum) if maximum != "none" else None)
        )
    assert (len(ROW.findall(ecs)), len(ROW.findall(scaling))) == (2, 3)


def in_words(steps: list[Step]) -> str:
    return ", ".join(f"{s.action} {s.tasks} ({s.old}+{s.new})" for s in steps)
