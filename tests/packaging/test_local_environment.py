"""The local environment reaches no real account, whatever credentials the shell has."""

import os
import subprocess
import sys
from pathlib import Path

from tests.packaging.conftest import ROOT


def test_a_local_deployment_without_the_kit_stops_at_once(tmp_path: Path) -> None:
    real = {"AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_SECRET_ACCESS_KEY": "real"}
    nothing = {"AWS_CONFIG_FILE": str(tmp_path / "none"), "HOME": str(tmp_path)}
    sam = Path(sys.executable).parent / "sam"
    done = subprocess.run(
        [str(sam), "deploy", "--config-env", "local", "--template-file", "template.yaml"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SAM_CLI_TELEMETRY": "0"} | real | nothing,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "profile (callnotes-local) could not be found" in done.stderr
