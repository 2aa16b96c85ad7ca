"""What `sam local` reads: every function and every route, from sources and from a build."""

from pathlib import Path

import pytest
from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.provider import Stack
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider

from callnotes.api.routes import ROUTES
from tests.packaging.conftest import ROOT
from tests.template import functions


def read_stacks(template: Path, monkeypatch: pytest.MonkeyPatch) -> list[Stack]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    stacks, _ = SamLocalStackProvider.get_stacks(
        str(template),
        parameter_overrides={"Environment": "local"},
        language_extensions_enabled=True,
    )
    return list(stacks)


def test_sam_local_finds_every_route(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ApiProvider(read_stacks(ROOT / "template.yaml", monkeypatch)).routes
    routes = {(method, route.path) for route in found for method in route.methods}
    assert {(method, path) for method, path in routes if method != "OPTIONS"} == {
        (route.method, route.path) for route in ROUTES
    }


def test_sam_local_finds_every_built_function(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = SamFunctionProvider(read_stacks(build / "template.yaml", monkeypatch)).get_all()
    code = {function.name: Path(function.codeuri) for function in found}
    assert set(code) == {function.logical_id for function in functions().values()}
    assert all((path / "app.py").exists() for path in code.values())
