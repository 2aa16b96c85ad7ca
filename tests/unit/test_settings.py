"""The environment, and what the template gives each function of it."""

import re

import pytest

from callnotes import settings
from callnotes.settings import MissingSetting, TableSettings, read_settings
from tests.template import ROOT, functions, read_template

SHARED = set(read_template()["Globals"]["Function"]["Environment"]["Variables"])


def test_a_setting_is_read_from_the_variable_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_NAME", "notes")
    assert read_settings(TableSettings) == TableSettings("notes")


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLE_NAME", raising=False)
    with pytest.raises(MissingSetting, match="TABLE_NAME"):
        read_settings(TableSettings)


def test_an_empty_variable_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_NAME", "")
    with pytest.raises(MissingSetting):
        read_settings(TableSettings)


def variables_read_by(function: str) -> set[str]:
    """Return the variables of the settings that a function's module and its decorator read."""
    source = (ROOT / "functions" / function / "app.py").read_text()
    kinds = re.findall(r"read_settings\((\w+)\)", source)
    if "@serve" in source:
        kinds.append("ApiSettings")
    if "@serve(" in source:
        kinds += ["ClientSettings", "QuotaSettings"]
    return {name.upper() for kind in kinds for name in getattr(settings, kind).__annotations__}


@pytest.mark.parametrize("function", sorted(functions()))
def test_the_template_gives_a_function_the_variables_it_reads_and_no_other(function: str) -> None:
    assert set(functions()[function].environment) - SHARED == variables_read_by(function)
