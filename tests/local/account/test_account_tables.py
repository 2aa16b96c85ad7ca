"""Every resource type of the template has a price, and is looked for after a destruction."""

import pytest
from rich.console import Console

from callnotes_local.account.change_set import Change
from callnotes_local.account.inventory import LAYER, LISTERS, PARTS
from callnotes_local.account.prices import FREE, PRICES, find_price
from callnotes_local.account.review import show_summary
from costs.prices import PRICES as PRICES_OF_METERS
from costs.wiring import Wiring
from tests.template import ROOT, TEMPLATE
from tools.transform_template import transform_template

RESOURCES = transform_template(TEMPLATE, Environment="prod", AlarmEmail="a@example.com")[
    "Resources"
]
# Five pollers of a queue wait twenty seconds each.
POLLS, FREE_REQUESTS, FREE_ALARMS = 5 * 3 * 60 * 24 * 30, 1_000_000, 10
KINDS = sorted({resource["Type"] for resource in RESOURCES.values()})


@pytest.mark.parametrize("kind", KINDS)
def test_a_price_is_written_down(kind: str) -> None:
    assert kind in {*PRICES, *FREE}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_of_it_would_be_found(kind: str) -> None:
    assert kind in {*LISTERS, *PARTS, LAYER}


def test_the_page_names_what_an_idle_stack_costs() -> None:
    """Alarm metrics, and queues that Lambda polls; without and with what is free in an account."""
    wiring = Wiring(RESOURCES)
    standing = wiring.count_standing(POLLS)
    free = {"alarm_month": FREE_ALARMS, "queue_request": FREE_REQUESTS}
    most = sum(PRICES_OF_METERS[meter].of(count) for meter, count in standing.items())
    charged = {meter: max(count - free.get(meter, 0), 0) for meter, count in standing.items()}
    least = sum(PRICES_OF_METERS[meter].of(count) for meter, count in charged.items())
    metrics = standing["alarm_month"]
    page = " ".join((ROOT / "docs" / "deploy.md").read_text().split())
    assert f"costs {least:.2f} to {most:.2f} dollars a month: {metrics} alarm metrics" in page


def test_an_unknown_type_is_never_called_free() -> None:
    price = find_price("AWS::Made::Up")
    assert price
    assert "not in our list" in price.idle


def test_the_summary_names_what_would_be_lost() -> None:
    console = Console(width=120)
    changes = [
        Change("Modify", "AWS::DynamoDB::Table", "Table", "True"),
        Change("Modify", "AWS::Lambda::Function", "GetNoteFunction", "False"),
        Change("Remove", "AWS::SQS::Queue", "OldQueue", "False"),
    ]
    with console.capture() as shown:
        show_summary(changes, console)
    assert "replaced (True): Table (AWS::DynamoDB::Table)" in shown.get()
    assert "removed: OldQueue (AWS::SQS::Queue)" in shown.get()
    assert "GetNoteFunction" not in shown.get()
