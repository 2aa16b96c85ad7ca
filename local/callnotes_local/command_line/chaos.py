"""`callnotes chaos`: faults in the calls and invocations of the local cloud's functions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from callnotes_local.as_typed import as_typed
from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line.views import echo_json, echo_table
from callnotes_local.emulator.settings import FAULTS
from callnotes_local.errors import CliError, ExitCode
from faults.faults import DESCRIPTIONS
from faults.rule import Rule
from faults.rules_file import RulesFile
from faults.texts import BadRuleError, list_experiments, read_rules, show_rule

app = typer.Typer(help="Break: faults in calls to AWS and in invocations.", no_args_is_help=True)
workspace = find_workspace()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only.")]


@contextmanager
def explaining() -> Iterator[list[str]]:
    """The names of the functions; a rule that cannot be is an error of the command."""
    try:
        yield [path.name for path in (workspace.root / "functions").iterdir() if path.is_dir()]
    except BadRuleError as error:
        what, then = "That is no fault to inject.", "callnotes chaos list"
        raise CliError(what, str(error), then, ExitCode.USAGE) from error


def find_rules() -> RulesFile:
    """The rules of the running local cloud."""
    attach_cloud(workspace)
    return RulesFile(workspace.cloud / FAULTS)


@app.command(name="list")
def show_list(as_json: AsJson = False) -> None:
    """List the faults, with the action of AWS FIS for each, and the experiments."""
    with explaining() as functions:
        experiments = list_experiments(functions)
    if as_json:
        faults = [asdict(fault) for fault in DESCRIPTIONS]
        echo_json({"faults": faults, "experiments": [asdict(item) for item in experiments]})
        return
    echo_table(
        ("fault", "in a call to AWS", "in an invocation (lambda.Invoke)", "in AWS FIS"),
        [tuple(asdict(fault).values()) for fault in DESCRIPTIONS],
    )
    typer.echo()
    echo_table(("experiment", ""), [(item.name, item.description) for item in experiments])
    typer.echo(f"\nnext: {as_typed('callnotes chaos on dynamodb.PutItem=throttle:2')}")


@app.command()
def on(
    rules: Annotated[
        list[str], typer.Argument(help="dynamodb.PutItem@create_note=throttle:2, or an experiment.")
    ],
    as_json: AsJson = False,
) -> None:
    """Inject faults: the next calls that match fail, n times or until off."""
    with explaining() as functions:
        wanted = [rule for text in rules for rule in read_rules(text, functions)]
    file = find_rules()
    file.add(wanted)
    show_rules(file.read(), as_json=as_json)
    if not as_json:
        typer.echo(f"\nnext: {as_typed('callnotes chaos status')}")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show which faults are on, and how often each has fired."""
    show_rules(find_rules().read(), as_json=as_json)


@app.command()
def off(as_json: AsJson = False) -> None:
    """End all faults, and show how often each has fired."""
    show_rules(find_rules().clear(), as_json=as_json)


def show_rules(rules: list[Rule], *, as_json: bool) -> None:
    """Each rule as it was typed, and how often it has fired."""
    if as_json:
        echo_json({"rules": [asdict(rule) | {"rule": show_rule(rule)} for rule in rules]})
    elif rules:
        echo_table(
            ("rule", "fired", "of"),
            [(show_rule(r), str(r.fired), str(r.times or "until off")) for r in rules],
        )
    else:
        typer.echo("No fault is on.")
