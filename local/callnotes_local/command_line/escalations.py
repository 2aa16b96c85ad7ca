"""`callnotes escalations`: list, show and decide them as a supervisor does."""

from typing import Annotated

import typer

from callnotes_local.cloud.cloud import attach_cloud
from callnotes_local.cloud.workspace import Workspace, find_workspace
from callnotes_local.command_line.views import echo_json, echo_table
from callnotes_local.errors import not_running
from callnotes_local.lifecycle.status import read_status
from callnotes_local.observe.escalations import Desk, read_way

app = typer.Typer(help="List, show and decide escalations.", no_args_is_help=True)
workspace = find_workspace()

Id = Annotated[str, typer.Argument(help="An escalation's ID.", metavar="ID")]
As = Annotated[str, typer.Option("--as", help="The demo user who asks.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only.")]
SUPERVISOR = "hanbit-supervisor"


def sit_at_desk(workspace: Workspace, user: str) -> Desk:
    """The API for one user; CliError when it is not served."""
    cloud, api_url = attach_cloud(workspace), read_status(workspace).api_url
    if api_url is None:
        raise not_running()
    return Desk(cloud, api_url, user)


@app.command(name="list")
def list_escalations(
    state: Annotated[str | None, typer.Option(help="Such as waiting.")] = None,
    user: As = SUPERVISOR,
    as_json: AsJson = False,
) -> None:
    """List the newest escalations of the user's tenant."""
    query = f"?state={state}" if state else ""
    found = sit_at_desk(workspace, user).call("GET", f"/escalations{query}")["items"]
    if as_json:
        echo_json(found)
        return
    names = ("escalation_id", "state", "severity", "customer_id", "created_at")
    echo_table(names, [tuple(str(item[name]) for name in names) for item in found])


@app.command()
def show(
    escalation_id: Id,
    mermaid: Annotated[
        bool, typer.Option("--mermaid", help="Print the graph as a Mermaid diagram.")
    ] = False,
    user: As = SUPERVISOR,
) -> None:
    """Show an escalation and its way: x entered, > current."""
    desk = sit_at_desk(workspace, user)
    found = desk.call("GET", f"/escalations/{escalation_id}")
    way = read_way(desk.cloud, escalation_id)
    if mermaid:
        typer.echo("\n".join(way.to_mermaid()))
        return
    echo_json(found)
    typer.echo("\n".join(("", *way.to_lines(), "", f"{way.status} {way.error or ''}".rstrip())))


@app.command()
def decide(
    escalation_id: Id,
    verdict: Annotated[str, typer.Argument(help="approve or reject")],
    comment: Annotated[str | None, typer.Option(help="Why.")] = None,
    user: As = SUPERVISOR,
) -> None:
    """Decide an escalation that waits."""
    body = {"verdict": verdict} | ({"comment": comment} if comment else {})
    path = f"/escalations/{escalation_id}/decision"
    echo_json(sit_at_desk(workspace, user).call("POST", path, body))
