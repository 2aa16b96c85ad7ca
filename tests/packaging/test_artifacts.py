"""What `sam build` made is small, complete, compiled for good, and names no machine."""

import importlib.util
import marshal
import shutil
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, artifacts
from tools.build_artifact import UNCOMPILED
from tools.measure_artifacts import LIMIT, largest_total, measure_artifacts, report

HEADER = 16
UNCHECKED_HASH = b"\x01\x00\x00\x00"
RUNTIME_BRINGS = ("boto3", "botocore", "s3transfer", "urllib3", "dateutil", "six.py", "awscrt")
LOCAL_ONLY = ("callnotes_local", "faults", "ministack", "moto", "pytest")
# What gives a fault away, whatever the file is called.
INJECTION = (b"import faults", b"from faults", b"error_after", b"InjectedError")


def test_a_function_with_its_layers_stays_below_the_limit(build: Path) -> None:
    sizes = measure_artifacts(build)
    print(report(sizes))
    assert largest_total(sizes) <= LIMIT, report(sizes)


def test_every_function_folder_has_its_artifact(functions: list[Path]) -> None:
    folders = {path.parent.name.replace("_", "") for path in (ROOT / "functions").glob("*/app.py")}
    built = {path.name.removesuffix("Function").lower() for path in functions}
    assert built == folders


def test_a_function_holds_its_own_files_only(functions: list[Path]) -> None:
    for function in functions:
        names = {path.name for path in function.iterdir()}
        assert {"app.py", "inputs.sha256"} <= names
        assert not names & {"Makefile", *(path.name for path in (ROOT / "functions").iterdir())}


def test_the_runtime_keeps_its_own_sdk(build: Path) -> None:
    found = [
        name for name in (*RUNTIME_BRINGS, *LOCAL_ONLY) if list(build.glob(f"*/python/{name}"))
    ]
    assert found == []


def find_injection(build: Path) -> list[Path]:
    sources = [path for path in build.glob("*/**/*") if path.suffix in {".py", ".pyc", ".json"}]
    return [path for path in sources if any(sign in path.read_bytes() for sign in INJECTION)]


def test_nothing_that_injects_faults_is_deployed(build: Path, tmp_path: Path) -> None:
    assert find_injection(build) == []
    shutil.copytree(ROOT / "faults", tmp_path / "Function" / "renamed")
    assert find_injection(tmp_path) != [], "the signs are those of the injection"


def test_licences_travel_with_the_libraries(build: Path) -> None:
    libraries = build / "RuntimeLayer" / "python"
    for metadata in libraries.glob("*.dist-info"):
        assert (metadata / "METADATA").exists()
        assert [path for path in metadata.rglob("*") if path.name.startswith("LICEN")], metadata


def test_every_module_is_compiled_for_good(build: Path) -> None:
    for source in compiled_sources(build):
        header = compiled_of(source).read_bytes()[:HEADER]
        assert header[4:8] == UNCHECKED_HASH, source
        assert header[8:] == importlib.util.source_hash(source.read_bytes()), source


def test_nothing_compiled_is_left_over(build: Path) -> None:
    compiled = {compiled_of(source) for source in compiled_sources(build)}
    assert set(build.rglob("*.pyc")) == compiled


def test_code_says_where_it_runs_not_where_it_was_built(build: Path) -> None:
    for artifact in artifacts(build):
        place = "/opt/python/" if artifact.name.endswith("Layer") else "/var/task/"
        for compiled in artifact.rglob("*.pyc"):
            code = marshal.loads(compiled.read_bytes()[HEADER:])
            assert all(name.startswith(place) for name in file_names(code)), compiled


@pytest.mark.parametrize(
    "library", ["aws-lambda-powertools", "aws-xray-sdk", "phonenumberslite", "pydantic"]
)
@pytest.mark.parametrize("platform", ["x86_64", "arm64"])
def test_what_ships_is_what_is_tested(library: str, platform: str) -> None:
    shipped = pinned(ROOT / "layers" / "runtime" / platform / "requirements.txt")
    assert shipped[library] == pinned(ROOT / "requirements" / "dev.txt")[library]


def compiled_sources(build: Path) -> Iterator[Path]:
    yield from (path for path in build.rglob("*.py") if not UNCOMPILED.search(str(path)))


def compiled_of(source: Path) -> Path:
    return source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"


def file_names(code: types.CodeType) -> Iterator[str]:
    yield code.co_filename
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from file_names(constant)


def pinned(path: Path) -> dict[str, str]:
    lines = (line.split() for line in path.read_text().splitlines())
    pins = (words[0].split("==") for words in lines if words and "==" in words[0])
    return {name: version for name, version in pins if not name.startswith("#")}
