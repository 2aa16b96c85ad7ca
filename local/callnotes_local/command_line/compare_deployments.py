"""`callnotes compare-deployments`: what each way to deploy does to a fleet."""

from pathlib import Path
from typing import Annotated

import typer

from callnotes_local.command_line.views import echo_json, echo_table
from callnotes_local.errors import CliError, ExitCode


def compare_deployments(  # noqa: PLR0913, PLR0917 - each is an option
    instances: Annotated[int, typer.Option(min=1, max=1000)] = 4,
    batch: Annotated[int, typer.Option(min=1, help="Instances renewed together.")] = 1,
    launch: Annotated[int, typer.Option(min=0, help="Minutes of a new instance.")] = 3,
    canary: Annotated[str, typer.Option(help="As in CodeDeploy.")] = "Canary10Percent5Minutes",
    linear: Annotated[str, typer.Option()] = "Linear10PercentEvery1Minute",
    svg: Annotated[Path | None, typer.Option(help="Write the picture to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Compare ways to deploy; all times are minutes, extra cost is minutes of instances."""
    from curriculum.calculators import deployment_drawing as drawing
    from curriculum.calculators.deployment_ways import HEAD, Setting, compare, to_json, to_row

    try:
        found = compare(Setting(instances, batch, launch, canary=canary, linear=linear))
        if svg:
            svg.write_text(drawing.draw_svg(found))
    except (OSError, ValueError) as error:
        what, remedy = "Nothing was compared.", "callnotes compare-deployments --help"
        raise CliError(what, str(error), remedy, ExitCode.USAGE) from None
    if as_json:
        echo_json([to_json(each) for each in found])
        return
    echo_table(HEAD, [to_row(each) for each in found])
    typer.echo("".join("\n" + "\n".join(drawing.draw_lines(each)) for each in found))
