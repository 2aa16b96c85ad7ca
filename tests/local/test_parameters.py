"""Functions never go on with the old value of a parameter: a new one is new code to SAM."""

from pathlib import Path

from samcli.lib.utils.hash import dir_checksum

from callnotes_local.deploy.parameters import mark_parameters


def digest(build: Path, *parameters: str) -> str:
    """Deploy a function with these parameters, and see its code as SAM does."""
    function = build / "GetNoteFunction"
    function.mkdir(exist_ok=True)
    (function / "app.py").write_text("")
    mark_parameters(build, parameters)
    return str(dir_checksum(str(function)))


def test_another_value_is_another_code(tmp_path: Path) -> None:
    first = digest(tmp_path, "ConsoleOrigin=http://127.0.0.1:3000")
    assert digest(tmp_path, "ConsoleOrigin=http://127.0.0.1:3001") != first


def test_the_same_value_is_the_same_code(tmp_path: Path) -> None:
    first = digest(tmp_path, "ConsoleOrigin=http://127.0.0.1:3000")
    assert digest(tmp_path, "ConsoleOrigin=http://127.0.0.1:3000") == first


def test_layers_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "CoreLayer").mkdir()
    mark_parameters(tmp_path, ["Environment=local"])
    assert list((tmp_path / "CoreLayer").iterdir()) == []
