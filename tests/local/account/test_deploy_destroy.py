"""`callnotes deploy` and `callnotes destroy` against a second, clean local cloud."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from rich.console import Console

from callnotes_local import emulator
from callnotes_local.account.access import Access, Choice, open_access
from callnotes_local.account.deploy import Deploy
from callnotes_local.account.destroy import Destroy, Extent
from callnotes_local.account.environments import read_environment
from callnotes_local.account.sam import AccountSam
from callnotes_local.cloud.cloud import find_stack, list_outputs
from callnotes_local.cloud.workspace import STATE_FOLDER, Workspace, find_workspace
from callnotes_local.command_line.progress import Progress
from callnotes_local.emulator.functions.runtime import prepare_runtime
from callnotes_local.errors import CliError, ExitCode
from tests.stack.http import Api
from tests.stack.people import Directory

STATE = f"{STATE_FOLDER}/test-account-{os.getpid()}"


@dataclass(frozen=True)
class Account:
    """A clean account, and the commands of a person who has it."""

    access: Access
    cloud: emulator.Emulator
    workspace: Workspace
    console: Console

    @property
    def outputs(self) -> dict[str, str]:
        client, stack = self.access.clients.cloudformation, self.access.environment.stack
        return list_outputs(find_stack(client, stack))

    def deploy(self) -> str:
        sam = AccountSam(self.workspace, self.access)
        with self.console.capture() as shown:
            Deploy(self.access, sam, self.console, Progress(self.console)).run(yes=True)
        return shown.get()

    def destroy(self, extent: Extent) -> str:
        with self.console.capture() as shown:
            Destroy(self.access, extent, self.console, Progress(self.console)).run(yes=True)
        return shown.get()


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    workspace = Workspace(find_workspace().root, STATE)
    prepare_runtime(workspace.runtime)
    kept = dict(os.environ)
    options = emulator.StartOptions(stop_with_parent=True)
    cloud = emulator.start(tmp_path_factory.mktemp("account"), workspace.runtime, options)
    try:
        environment = read_environment(workspace.root, "prod")
        choice = Choice(cloud.endpoint_url, emulator.ACCOUNT, yes=True)
        access = open_access(environment, choice, {}, cloud.home)
        yield Account(access, cloud, workspace, Console(width=200))
    finally:
        os.environ.clear()
        os.environ.update(kept)
        cloud.stop()
        shutil.rmtree(workspace.state, ignore_errors=True)


@pytest.mark.timeout(600)
def test_an_environment_comes_and_goes_without_a_trace(account: Account) -> None:
    """Given a clean account, when prod is deployed and destroyed, then it is clean again."""
    shown = account.deploy()
    assert "AWS::DynamoDB::Table" in shown
    assert "0.625 per million writes" in shown
    assert account.outputs["TableName"] in shown
    again = account.deploy()
    assert "AWS::ApiGateway::Deployment" in again
    assert "AWS::Lambda::Version" not in again
    keep_first_note(account)

    write_audit_object(account)
    with pytest.raises(CliError, match="protected against deletion"):
        account.destroy(Extent())
    assert account.outputs

    with pytest.raises(CliError) as left:
        account.destroy(Extent(unprotect=True))
    assert left.value.code == ExitCode.LEFT_BEHIND
    assert "--audit-trail" in left.value.why
    assert "--account-settings" in left.value.why
    assert len(list_traces(account.access)) == 3

    shown = account.destroy(Extent(audit_trail=True, account_settings=True))
    assert "versions of objects" in shown
    assert "nothing is left" in shown
    assert list_traces(account.access) == []


def keep_first_note(account: Account) -> None:
    """As docs/deploy.md says: a group, a user, a token, a note."""
    outputs, endpoint = account.outputs, account.access.endpoint_url
    cognito = account.access.clients.cognito
    directory = Directory(cognito, outputs["UserPoolId"], outputs["UserPoolClientId"])
    token = directory.sign_in(directory.new_user("tenant.hanbit", "agent")).id
    url = f"{endpoint}/_aws/execute-api/{outputs['ApiId']}/prod"
    api = Api(url, token, account.cloud.secret_header)
    assert api.create_note()["version"] == 1


def write_audit_object(account: Account) -> None:
    """Two versions of an object and a marker: none of them goes by itself."""
    s3, bucket = account.access.clients.s3, account.outputs["AuditBucketName"]
    for body in (b"one", b"two"):
        s3.put_object(Bucket=bucket, Key="audit/hanbit/example.json", Body=body)
    s3.delete_object(Bucket=bucket, Key="audit/hanbit/example.json")


def list_traces(access: Access) -> list[str]:
    """The buckets and roles of an otherwise empty account; SAM's bucket is one of them."""
    buckets = access.clients.s3.list_buckets()["Buckets"]
    roles = access.clients.iam.list_roles()["Roles"]
    return [*(bucket["Name"] for bucket in buckets), *(role["RoleName"] for role in roles)]
