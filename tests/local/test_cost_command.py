"""`callnotes cost` prints a month's bill."""

import json

from tests.local.command_line import CommandLine


def test_one_size_is_a_table_by_service_with_its_sum(callnotes: CommandLine) -> None:
    done = callnotes.run("cost", "--actions", "100000")
    lines = done.out.splitlines()
    assert done.code == 0
    assert lines[0].split() == ["dollars", "a", "month", "100,000", "actions"]
    cells = [line.rsplit(None, 1) for line in lines[1 : lines.index("")]]
    *services, (name, whole) = cells
    assert name == "all"
    assert abs(sum(float(dollars) for _, dollars in services) - float(whole)) < 0.1
    assert "12.68 of each stand without any action" in done.out


def test_json_has_quantities_and_the_date_of_the_prices(callnotes: CommandLine) -> None:
    found = json.loads(callnotes.run("cost", "--json").out)
    assert list(found["months"]) == ["1000", "100000", "10000000"]
    month = found["months"]["100000"]
    assert month["used"]["api_request"] == 103_000
    assert month["dollars"] == sum(month["services"].values())
    assert found["region"] == "us-east-1"


def test_no_actions_are_refused(callnotes: CommandLine) -> None:
    done = callnotes.run("cost", "--actions", "0")
    assert done.code == 2
    assert "--actions" in done.err
