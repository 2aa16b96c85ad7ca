"""The list of prices, beside the other places that name one."""

import re
from datetime import date

import pytest

from callnotes_local.account import prices as shown
from costs.prices import AS_OF, PRICES, Price
from curriculum.calculators import lambda_cost, sqs_workers


@pytest.mark.parametrize("meter", PRICES)
def test_a_price_is_the_one_that_a_deployment_shows(meter: str) -> None:
    price = PRICES[meter]
    numbers = re.findall(r"\d+\.\d+|\d+", " ".join(shown.PRICES[price.kind]))
    assert any(names(float(number), price) for number in numbers), numbers


def names(number: float, price: Price) -> bool:
    """Whether a number is the price, of as many or of a GB-second."""
    unit = price.dollars / price.per
    return any(
        unit == pytest.approx(number / per, rel=0.01) for per in (1, 3_600, 10_000, 10**6, 10**9)
    )


def test_another_price_would_be_seen() -> None:
    assert not names(0.25, PRICES["lambda_request"])


def test_calculators_have_the_same_prices() -> None:
    assert PRICES["lambda_request"].of(1) == pytest.approx(lambda_cost.DOLLARS_A_REQUEST)
    assert PRICES["lambda_gb_second"].of(1) == lambda_cost.DOLLARS_A_GB_SECOND
    assert PRICES["queue_request"].of(1) == pytest.approx(sqs_workers.DOLLARS_A_CALL)


def test_each_price_has_a_page_of_aws_and_the_list_a_date() -> None:
    assert date.fromisoformat(AS_OF).isoformat() == AS_OF
    assert {price.page.startswith("https://aws.amazon.com/") for price in PRICES.values()} == {True}
