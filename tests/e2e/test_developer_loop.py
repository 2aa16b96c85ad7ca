"""A developer at work: two clones up at once, files edited while `callnotes up` runs."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.e2e.clone import Clone
from tests.stack.clients import TestClients

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = "/v1/openapi.json"
HANDLER = "functions/get_openapi/app.py"
CORE = "layers/core/callnotes/api/openapi.py"
TITLE = '"title": "Callnotes"'

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def clones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clone, Clone]]:
    """Two clones, brought up at the same time."""
    folder = tmp_path_factory.mktemp("clones")
    first, second = Clone.make(folder / "first"), Clone.make(folder / "second clone")
    with ThreadPoolExecutor() as pool:
        try:
            list(pool.map(Clone.up, (first, second)))
            yield first, second
        finally:
            list(pool.map(lambda clone: clone.run("down"), (first, second)))


@pytest.fixture
def clone(clones: tuple[Clone, Clone]) -> Clone:
    """The first clone, warm and as it was deployed."""
    clones[0].answers_soon(CONTRACT, 200, TITLE)
    return clones[0]


def test_edited_handler_answers_the_next_request(clone: Clone) -> None:
    with clone.edited(HANDLER, "make_openapi()", 'make_openapi() | {"x-edited": "handler"}'):
        clone.answers_soon(CONTRACT, 200, '"x-edited"')


def test_edited_layer_answers_the_next_request(clone: Clone) -> None:
    with clone.edited(CORE, TITLE, '"title": "Edited"'):
        clone.answers_soon(CONTRACT, 200, '"title": "Edited"')
    clone.answers_soon(CONTRACT, 200, TITLE)


@pytest.mark.parametrize(
    ("broken", "text"),
    [("import nowhere\n", "No module named 'nowhere'"), ("def (\n", "Syntax error in module")],
)
def test_broken_import_is_told_to_the_developer_and_not_to_the_caller(
    clone: Clone, broken: str, text: str
) -> None:
    with clone.edited(HANDLER, '"""GET /v1/openapi.json"""', broken):
        answer = clone.answers_soon(CONTRACT, 502)
        logs = clone.run("logs", "get_openapi").stdout

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert text not in answer.body.decode()
    assert "nowhere" not in answer.body.decode()
    assert text in logs
    clone.answers_soon(CONTRACT, 200, TITLE)


def test_other_clone_keeps_its_own_code_and_address(clones: tuple[Clone, Clone]) -> None:
    first, second = clones
    with first.edited(CORE, TITLE, '"title": "Edited"'):
        first.answers_soon(CONTRACT, 200, '"title": "Edited"')
        assert second.api.get(CONTRACT).json["info"]["title"] == "Callnotes"

    found = [clone.status() for clone in clones]
    assert all(status["healthy"] for status in found)
    assert found[0]["endpoint_url"] != found[1]["endpoint_url"]
    assert found[0]["api_url"] != found[1]["api_url"]


def test_edited_template_is_deployed_by_up(clone: Clone) -> None:
    endpoint = clone.status()["endpoint_url"]
    with clone.edited("template.yaml", "Description: GET /v1/openapi.json", "Description: Edited"):
        done = clone.up()
        functions = TestClients(endpoint).functions.list_functions()["Functions"]

    assert "unchanged" not in done.stderr
    assert "Edited" in [function["Description"] for function in functions]
    clone.answers_soon(CONTRACT, 200, TITLE)


def test_second_up_deploys_nothing(clones: tuple[Clone, Clone]) -> None:
    assert "unchanged" in clones[1].up().stderr


def test_busy_port_is_named_with_its_owner_and_another_port(
    clones: tuple[Clone, Clone], tmp_path: Path
) -> None:
    third = Clone.make(tmp_path / "third")
    refused = third.run("up", "--port", str(clones[0].port))

    assert refused.returncode == 5
    assert f"Port {clones[0].port} is taken." in refused.stderr
    assert "callnotes_local.edge" in refused.stderr
    assert "callnotes up --port " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not _processes_of(third)


def test_down_of_one_clone_leaves_the_other_and_nothing_of_its_own(
    clones: tuple[Clone, Clone],
) -> None:
    first, second = clones
    assert first.run("down").returncode == 0

    assert not _processes_of(first)
    assert not (first.root / ".callnotes/cloud/tmp").exists()
    assert second.api.get("/v1/health").status == 200


def _processes_of(clone: Clone) -> list[list[str]]:
    commands = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return [command for command in commands if str(clone.root) in " ".join(command)]
