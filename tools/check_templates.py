"""Checks functions, workflows, templates (as written and transformed) and environments."""

import json
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.transform_template import transform_template

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"
TRANSFORMED = ROOT / "build" / "template.transformed.json"
BIN = Path(sys.executable).parent


def main() -> None:
    """Run all checks, two at a time, and show the output of those that fail."""
    write_transformed()
    with ThreadPoolExecutor(max_workers=2) as pool:
        failures = [text for text in pool.map(run_check, list_checks()) if text]
    for text in failures:
        print(text, file=sys.stderr)
    sys.exit(1 if failures else 0)


def write_transformed() -> None:
    """Transform the template for the local environment."""
    TRANSFORMED.parent.mkdir(exist_ok=True)
    transformed = transform_template(TEMPLATE, Environment="local")
    TRANSFORMED.write_text(json.dumps(transformed, indent=2))


def list_checks() -> list[list[str]]:
    """List the commands to run."""
    # Its loops are expanded, so mappings are unused and W7001 does not apply.
    transformed = ["--ignore-checks", "W7001", "--", str(TRANSFORMED)]
    beside = [str(path) for path in sorted((ROOT / "stacks").glob("*.yaml"))]
    linted = ([str(TEMPLATE)], transformed, beside)
    lint = [[str(BIN / "cfn-lint"), *arguments] for arguments in linted]
    environments = tomllib.loads((ROOT / "samconfig.toml").read_text()).keys() - {"version"}
    sam = [str(BIN / "sam"), "validate", "--lint", "--config-env"]
    own = [
        ["tools.check_functions"],
        ["tools.check_flags"],
        ["tools.stack_lock", "--check"],
        ["tools.check_workflows"],
    ]
    ours = [[sys.executable, "-m", *arguments] for arguments in own]
    return [*ours, *lint, *([*sam, environment] for environment in sorted(environments))]


def run_check(command: list[str]) -> str:
    """Run one command; return its output when it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    name = " ".join([Path(command[0]).name, *command[1:]])
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}")
    return "" if done.returncode == 0 else f"{name}\n{done.stdout}{done.stderr}"


if __name__ == "__main__":
    main()
