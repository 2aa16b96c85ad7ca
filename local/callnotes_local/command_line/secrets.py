"""`callnotes secrets`: what Secrets Manager of the local cloud does not do by itself."""

import json
from uuid import uuid4

import typer

from callnotes.domain.secret import PENDING, STEPS
from callnotes_local.cloud.cloud import Cloud, attach_cloud
from callnotes_local.cloud.workspace import find_workspace
from callnotes_local.errors import CliError

app = typer.Typer(no_args_is_help=True)
workspace = find_workspace()


@app.callback()
def secrets() -> None:
    """Rotate the secret that the partner knows."""


@app.command()
def rotate() -> None:
    """Call the rotation function with each step; a rotation that failed is taken up again."""
    cloud = attach_cloud(workspace)
    secret = {"SecretId": cloud.output("PartnerSecretArn")}
    labels = cloud.clients.secretsmanager.describe_secret(**secret)["VersionIdsToStages"]
    version_id = next((v for v, own in labels.items() if PENDING in own), str(uuid4()))
    try:
        for step in STEPS:
            _call(cloud, secret | {"Step": step, "ClientRequestToken": version_id})
            typer.echo(f"{step:14}{version_id}")
    finally:
        cloud.emulator.checkpoint()


def _call(cloud: Cloud, event: dict[str, str]) -> None:
    function = cloud.physical_id("RotateSecretFunction")
    answer = cloud.clients.functions.invoke(FunctionName=function, Payload=json.dumps(event))
    said = json.load(answer["Payload"])
    if "FunctionError" in answer:
        why = f"{event['Step']}: {said['errorType']}: {said['errorMessage']}"
        raise CliError("The secret stays as it was.", why, "callnotes logs rotate_secret")
