"""The template's checks find what is wrong, also what only the transformed template shows."""

import json
import subprocess
import sys
from pathlib import Path

from tools.transform_template import transform_template

FIXTURES = Path(__file__).parent / "fixtures"


def test_a_made_up_property_is_found() -> None:
    assert "E3002" in lint(FIXTURES / "made_up_property.yaml")


def test_a_queue_quicker_than_its_function_is_found_after_the_transform(tmp_path: Path) -> None:
    transformed = tmp_path / "transformed.json"
    transformed.write_text(json.dumps(transform_template(FIXTURES / "hasty_queue.yaml")))
    assert "E3505" in lint(transformed)


def lint(template: Path) -> str:
    command = [str(Path(sys.executable).parent / "cfn-lint"), str(template)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0, done.stdout
    return done.stdout
