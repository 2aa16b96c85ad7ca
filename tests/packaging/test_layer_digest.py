"""A change in a layer alone publishes a new version of every function, and nothing else does."""

from pathlib import Path
from typing import Any

import pytest

from tests.packaging.conftest import sam_build
from tools.transform_template import transform_template

VERSION = "AWS::Lambda::Version"


@pytest.fixture(scope="module")
def versions(build: Path) -> set[str]:
    return published(build)


def test_the_same_sources_publish_the_same_versions(checkout: Path, versions: set[str]) -> None:
    assert published(sam_build(checkout, "--cached")) == versions


def test_one_byte_in_the_core_layer_publishes_every_function(
    checkout: Path, versions: set[str], functions: list[Path]
) -> None:
    source = checkout / "layers" / "core" / "callnotes" / "__init__.py"
    kept = source.read_bytes()
    source.write_bytes(kept + b"\n")
    try:
        changed = published(sam_build(checkout, "--cached"))
    finally:
        source.write_bytes(kept)
    assert len(versions) == len(functions)
    assert len(changed) == len(functions)
    assert not versions & changed


def published(build: Path) -> set[str]:
    """Name the versions that a deployment of this build would publish."""
    resources: dict[str, Any] = transform_template(build / "template.yaml")["Resources"]
    return {name for name, resource in resources.items() if resource["Type"] == VERSION}
