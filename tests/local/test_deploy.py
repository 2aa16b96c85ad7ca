"""Building and deploying: what counts as a change, and what the SAM CLI gets to see."""

import os
from pathlib import Path

import pytest

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.deploy.deployment import Deployment, digest_inputs
from callnotes_local.deploy.sam import SamCli
from callnotes_local.emulator import Emulator
from callnotes_local.emulator.access.keys import renew_keys
from callnotes_local.errors import CliError
from callnotes_local.system import process
from callnotes_local.system.process import ProcessRecord

ORIGIN = "http://127.0.0.1:3000"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "functions/create_note").mkdir(parents=True)
    (tmp_path / "functions/create_note/app.py").write_text("handler = None\n")
    (tmp_path / "template.yaml").write_text("Resources: {}\n")
    return tmp_path


@pytest.fixture
def sam(tmp_path: Path) -> SamCli:
    workspace = Workspace(tmp_path)
    workspace.cloud.mkdir(parents=True)
    renew_keys(workspace.cloud)
    emulator = Emulator(workspace.cloud, ProcessRecord.of(os.getpid(), 4566))
    return SamCli(workspace, emulator, ORIGIN)


@pytest.mark.parametrize(
    "name", ["template.yaml", "functions/create_note/app.py", "functions/x.py"]
)
def test_changed_or_new_input_changes_the_digest(checkout: Path, name: str) -> None:
    before = digest_inputs(checkout, ORIGIN)
    (checkout / name).write_text("changed\n")
    assert digest_inputs(checkout, ORIGIN) != before


@pytest.mark.parametrize("name", ["README.md", "functions/create_note/__pycache__/app.pyc"])
def test_what_is_not_deployed_does_not_change_the_digest(checkout: Path, name: str) -> None:
    before = digest_inputs(checkout, ORIGIN)
    (checkout / name).parent.mkdir(exist_ok=True)
    (checkout / name).write_text("changed\n")
    assert digest_inputs(checkout, ORIGIN) == before


def test_renamed_input_and_other_origin_change_the_digest(checkout: Path) -> None:
    before = digest_inputs(checkout, ORIGIN)
    assert digest_inputs(checkout, "http://127.0.0.1:3001") != before
    (checkout / "functions/create_note").rename(checkout / "functions/make_note")
    assert digest_inputs(checkout, ORIGIN) != before


def test_record_survives_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    record = Deployment("digest", "arn")
    path = tmp_path / "deployment.json"
    record.save(path)
    assert Deployment.load(path) == record
    path.write_text('{"digest": "x", "other": 1}')
    assert Deployment.load(path) is None
    assert Deployment.load(tmp_path / "nothing.json") is None


def test_sam_sees_the_local_cloud_and_nothing_of_the_user(
    sam: SamCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "real")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("SECRET_OF_THE_USER", "real")
    environment: dict[str, str] = {}
    monkeypatch.setattr(process, "run_child", lambda *given: environment.update(given[-1]))
    sam.build()
    assert "real" not in environment.values()
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert environment["SAM_CLI_TELEMETRY"] == "0"
    profile = Path(environment["AWS_CONFIG_FILE"]).read_text()
    assert "[profile callnotes-local]" in profile
    assert "endpoint_url = http://127.0.0.1:4566" in profile


def test_failed_build_names_its_log_and_leaves_no_temporary_folder(sam: SamCli) -> None:
    with pytest.raises(CliError) as failed:
        sam.build()
    log = sam.workspace.logs / "sam-build.log"
    assert str(log) in failed.value.why
    assert log.exists()
    assert not sam.workspace.temporary.exists()
