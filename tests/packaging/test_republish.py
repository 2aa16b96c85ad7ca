"""An edit publishes exactly the functions whose behaviour it can change."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from callnotes.api.routes import ROUTES
from tests.packaging.conftest import ROOT, copy_sources, sam_build
from tools.transform_template import transform_template

VERSION = "AWS::Lambda::Version"
SUFFIX = 10
EVERY = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
ROUTE = {route.name for route in ROUTES}
CORE = "layers/core/callnotes"

# (file, text there, text in its place), and what it publishes; no text there means the file's end.
EDITS: dict[str, tuple[tuple[str, str, str], set[str]]] = {
    "its use case": ((f"{CORE}/usecases/list_notes.py", "", "# edited\n"), {"list_notes"}),
    "what all routes share": ((f"{CORE}/entry/http.py", "", "# edited\n"), ROUTE),
    "what a package imports": ((f"{CORE}/__init__.py", "", "# edited\n"), EVERY),
    "a module nobody imports": ((f"{CORE}/usecases/new.py", "", "# made\n"), set()),
    "its own property": (
        ("template.yaml", "Description: GET /v1/health\n", "Description: Health\n"),
        {"get_health"},
    ),
    "its own tracing": (
        ("template.yaml", "Description: GET /v1/health\n", "Tracing: PassThrough\n"),
        {"get_health"},
    ),
    "its own timeout": (
        ("template.yaml", "Description: GET /v1/health\n", "Timeout: 7\n"),
        {"get_health"},
    ),
    "what all functions share": (("template.yaml", "MemorySize: 512", "MemorySize: 640"), EVERY),
    "an alarm": (("template.yaml", "Expression: errors + throttles", "Expression: errors"), set()),
    "a comment": (("template.yaml", "Resources:\n", "Resources:\n  # Said better.\n"), set()),
    "the default of its parameter": (
        ("template.yaml", "Default: http://127.0.0.1:3000", "Default: https://a.example.com"),
        ROUTE,
    ),
    "its parameter in one environment": (
        ("samconfig.toml", '"LogRetentionDays=365"', '"ConsoleOrigin=https://a.example.com"'),
        ROUTE,
    ),
    "a parameter of all": (
        ("samconfig.toml", '"LogRetentionDays=365"', '"Architecture=arm64"'),
        EVERY,
    ),
    "a parameter of none": (
        ("samconfig.toml", "LogRetentionDays=365", "LogRetentionDays=90"),
        set(),
    ),
    "a library": (("layers/runtime/x86_64/requirements.txt", "", "# edited\n"), EVERY),
    "how artifacts are built": (("tools/build_artifact.py", "", "# edited\n"), EVERY),
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_sources(tmp_path_factory.mktemp("republish") / "checkout")


@pytest.fixture(scope="module")
def built(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the build, whose digests a test may write anew."""
    copy = tmp_path_factory.mktemp("republish") / "build"
    shutil.copytree(build, copy)
    return copy


@pytest.fixture(scope="module")
def versions(build: Path) -> dict[str, str]:
    return read_versions(build)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_publishes_what_it_can_change(
    edit: str, sources: Path, built: Path, versions: dict[str, str]
) -> None:
    (file, old, new), expected = EDITS[edit]
    with_edit = versions_with_digests(built, digest_functions(sources, file, old, new))
    assert {name for name in EVERY if with_edit[name] != versions[name]} == expected


def test_a_real_build_of_an_edit_publishes_its_function_only(
    checkout: Path, versions: dict[str, str]
) -> None:
    with edited(checkout / CORE / "usecases/list_notes.py", "", "# edited\n"):
        rebuilt = read_versions(sam_build(checkout, "--cached"))
    assert {name for name in EVERY if rebuilt[name] != versions[name]} == {"list_notes"}


@contextmanager
def edited(path: Path, old: str, new: str) -> Iterator[None]:
    """Edit a file, or make it, and put it back."""
    kept = path.read_text() if path.exists() else None
    text = kept or ""
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text + new)
    try:
        yield
    finally:
        path.write_text(kept) if kept is not None else path.unlink()


def digest_functions(sources: Path, file: str, old: str, new: str) -> dict[str, str]:
    """Digest every function of a checkout with one edit."""
    with edited(sources / file, old, new):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "tools.function_inputs"],
            env={"PYTHONPATH": str(sources)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return dict(line.split() for line in done.stdout.splitlines())


def versions_with_digests(built: Path, digests: dict[str, str]) -> dict[str, str]:
    for name, digest in digests.items():
        (built / f"{camel(name)}Function" / "inputs.sha256").write_text(f"{digest}\n")
    return read_versions(built)


def read_versions(build: Path) -> dict[str, str]:
    """Name the version of each function that a deployment of this build would have."""
    resources: dict[str, Any] = transform_template(build / "template.yaml")["Resources"]
    ids = [name for name, resource in resources.items() if resource["Type"] == VERSION]
    by_prefix = {logical_id[:-SUFFIX]: logical_id for logical_id in ids}
    return {name: by_prefix[f"{camel(name)}FunctionVersion"] for name in EVERY}


def camel(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))
