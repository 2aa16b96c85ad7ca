"""`callnotes cost`: what a month of so many actions costs, by service."""

from typing import Annotated

import typer

from callnotes_local.command_line.views import echo_json, echo_table


def cost(
    actions: Annotated[
        int | None, typer.Option(min=1, help="In a month; default: three sizes.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Compute a month's bill from the template, what actions use, and a dated list of prices."""
    from costs.month import SIZES, mix, reckon_month
    from costs.prices import AS_OF, REGION
    from costs.usage import Reckoner
    from costs.wiring import Wiring

    reckoner = Reckoner(Wiring.of_template())
    sizes = (actions,) if actions else SIZES
    months = {size: reckon_month(reckoner, mix(reckoner, size)) for size in sizes}
    if as_json:
        found = {str(size): month.to_json() for size, month in months.items()}
        echo_json({"prices_of": AS_OF, "region": REGION, "months": found})
        return
    bills = {size: month.services | {"all": month.dollars} for size, month in months.items()}
    names = list(bills[sizes[-1]])
    rows = [[name, *(f"{bills[size][name]:.2f}" for size in sizes)] for name in names]
    echo_table(("dollars a month", *(f"{size:,} actions" for size in sizes)), rows)
    idle = months[sizes[0]].standing_dollars
    typer.echo(f"\n{idle:.2f} of each stand without any action. Prices of {AS_OF}, {REGION}.")
    typer.echo("No free tier is taken off. docs/cost.md says what is counted.")
