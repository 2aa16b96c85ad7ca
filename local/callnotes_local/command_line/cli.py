"""The command line: `callnotes`. Thin commands; what they do lives in the modules they call."""

import os
import sys
import traceback
from importlib.metadata import version
from typing import Annotated, Literal

import typer

from callnotes_labs import command_line as labs
from callnotes_local.account.command import deploy, destroy
from callnotes_local.as_typed import DEBUG_OPTION, same_command
from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.login import sign_in
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.command_line import chaos, escalations, events, flags, secrets, views
from callnotes_local.command_line.compare_deployments import compare_deployments
from callnotes_local.command_line.cost import cost
from callnotes_local.command_line.interruption import interruptible, saying_what_stays
from callnotes_local.command_line.logs import logs, metrics
from callnotes_local.command_line.progress import Progress
from callnotes_local.command_line.queues import queues, redrive
from callnotes_local.command_line.quiz import quiz
from callnotes_local.command_line.topics import topics
from callnotes_local.command_line.trace import flow, show_tree, trace
from callnotes_local.command_line.unforeseen import explain
from callnotes_local.deployment_check.check import check_workspace
from callnotes_local.doctor import examine
from callnotes_local.emulator import StartOptions
from callnotes_local.errors import ExitCode, explain_exit_codes
from callnotes_local.lifecycle.bring_down import bring_down
from callnotes_local.lifecycle.bring_up import DEFAULT_PORT, Up, choose_port
from callnotes_local.lifecycle.status import read_status
from callnotes_local.observe.demo import NOTE, USER, watch_note
from callnotes_local.observe.escalation_demo import Demo
from callnotes_local.sam_local.command import sam_env
from callnotes_local.seed.reset import reset_cloud
from callnotes_local.seed.seed import seed_cloud
from callnotes_local.system.lock import hold_lock
from callnotes_local.system.process import without_proxy
from callnotes_local.system.user_environment import discard_aws_variables, user_variables

UP_STAYS = "What this run started has ended; what ran before still runs, and the notes are kept."

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog=explain_exit_codes(),
)
workspace = find_workspace()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only.")]
Port = Annotated[
    int | None,
    typer.Option(
        min=1, max=65_535, help=f"Of the API; default: the port in use, or {DEFAULT_PORT}."
    ),
]


def show_version(asked: bool) -> None:
    """Print the version of the project, and of what the local cloud is made of."""
    if asked:
        names = ("callnotes", "ministack", "aws-sam-cli")
        typer.echo(", ".join(f"{name} {version(name)}" for name in names))
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option(DEBUG_OPTION, help="Show the traceback of an error.")
    ] = False,
) -> None:
    """Run Callnotes on this machine: no AWS account, no Docker."""


@app.command()
def up(
    port: Port = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting of the local cloud."),
    ] = None,
) -> None:
    """Start, build, deploy, seed and serve; what is done already is not done again."""
    progress = Progress()
    if ignored := user_variables():
        progress.note(f"Ignored: {', '.join(ignored)}. Nothing here uses an account.")
    with hold_lock(workspace.state), saying_what_stays(UP_STAYS, same_command()):
        given = dict(item.partition("=")[::2] for item in settings or [])
        options = StartOptions(sources=workspace.root, settings=given)
        cloud = Up(workspace, choose_port(workspace, port), progress, options).run()
    cloud.emulator.checkpoint()
    views.show_status(read_status(workspace))


@app.command()
def down(
    force: Annotated[
        bool, typer.Option("--force", help="Stop even when changes cannot be saved.")
    ] = False,
) -> None:
    """Stop everything; the notes are kept."""
    with hold_lock(workspace.state):
        bring_down(workspace, Progress(), force=force)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show what runs, its addresses and the demo users. Exit code 3 when unhealthy."""
    found = read_status(workspace)
    views.show_status(found, as_json=as_json)
    if not found.healthy:
        raise typer.Exit(ExitCode.NOT_RUNNING)


@app.command()
def login(
    user: Annotated[str, typer.Argument(help="A demo user, such as hanbit-agent-1.")],
    password: Annotated[str | None, typer.Option(help="For a user of your own.")] = None,
) -> None:
    """Print an ID token for the Authorization header, and nothing else."""
    typer.echo(sign_in(attach_cloud(workspace), user, password))


@app.command()
def seed(
    reset: Annotated[bool, typer.Option("--reset", help="Remove all other data first.")] = False,
) -> None:
    """Create the demo data that is missing."""
    cloud = attach_cloud(workspace)
    with Progress().step("reset" if reset else "seed") as step:
        step.result = reset_cloud(cloud) if reset else seed_cloud(cloud)
    cloud.emulator.checkpoint()


@app.command()
def demo(
    scenario: Annotated[Literal["note", "escalation"], typer.Argument()] = "note",
    as_json: AsJson = False,
) -> None:
    """Create one note over HTTP and follow its events; or play six escalations to their end."""
    if scenario == "escalation":
        users = (USER, escalations.SUPERVISOR)
        desks = [escalations.sit_at_desk(workspace, user) for user in users]
        for ended in Demo(*desks).play():
            views.show_escalation_demo(ended)
        return
    desk = escalations.sit_at_desk(workspace, USER)
    note = desk.call("POST", "/notes", NOTE)
    nodes = watch_note(desk.cloud, note["note_id"])
    desk.cloud.emulator.checkpoint()
    show_tree(note["note_id"], nodes, as_json=as_json)


@app.command()
def doctor(
    deployment: Annotated[
        bool, typer.Option("--deployment", help="Compare the template with the stack.")
    ] = False,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Check this machine and show each remedy. Exit code 1 when a check fails."""
    if deployment:
        views.show_deployment(check_workspace(workspace), as_json=as_json)
        return
    found = examine(workspace, choose_port(workspace, port), list(user_variables()))
    views.show_findings(found, as_json=as_json)
    if not all(finding.is_well for finding in found):
        raise typer.Exit(ExitCode.FAILED)


app.command()(flow)
app.command()(trace)
app.add_typer(chaos.app, name="chaos")
app.add_typer(escalations.app, name="escalations")
app.add_typer(events.app, name="events")
app.add_typer(flags.app, name="flags")
app.add_typer(labs.app, name="labs")
app.add_typer(secrets.app, name="secrets")
app.command()(logs)
app.command()(metrics)
app.command()(queues)
app.command()(redrive)
app.command()(topics)
app.command()(cost)
app.command()(quiz)
app.command()(compare_deployments)
app.command()(sam_env)
app.command()(deploy)
app.command()(destroy)


def main() -> None:
    """Run the command line; an error is shown with its reason and the next command."""
    discard_aws_variables()
    os.environ.update(without_proxy())
    arguments = [argument for argument in sys.argv[1:] if argument != DEBUG_OPTION]
    try:
        with interruptible():
            app(args=arguments, prog_name="callnotes")
    except BaseException as error:
        # An interrupted command ends with the code alone when it shows no reason itself.
        if isinstance(error, SystemExit) and error.code != ExitCode.INTERRUPTED:
            raise
        if DEBUG_OPTION in sys.argv:
            traceback.print_exc()
        explained = explain(error)
        print(explained, file=sys.stderr)
        sys.exit(explained.code)
