"""A developer at work: two checkouts up at once, files edited while `callnotes up` runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from callnotes_local.cloud.clients import Clients
from callnotes_local.errors import ExitCode
from tests.e2e.clone import Clone
from tests.stack.stack import Stack

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = "/v1/openapi.json"
HANDLER = "functions/get_openapi/app.py"
CORE = "layers/core/callnotes/api/openapi.py"
TITLE = '"title": "Callnotes"'

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A scratch clone that is up; a blank in its path, as people have them."""
    clone = Clone.make(tmp_path_factory.mktemp("clones") / "scratch clone")
    try:
        clone.up()
        yield clone
    finally:
        clone.run("down")


@pytest.fixture
def clone(scratch: Clone) -> Clone:
    """The clone, warm and as it was deployed."""
    scratch.answers_soon(CONTRACT, 200, TITLE)
    return scratch


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
def test_broken_import_is_shown_to_the_developer_and_not_to_the_caller(
    clone: Clone, broken: str, text: str
) -> None:
    with clone.edited(HANDLER, '"""GET /v1/openapi.json"""', broken):
        answer = clone.answers_soon(CONTRACT, 500)
        logs = clone.run("logs", "get_openapi").stdout

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert text not in answer.body.decode()
    assert "nowhere" not in answer.body.decode()
    assert text in logs
    clone.answers_soon(CONTRACT, 200, TITLE)


def test_other_checkout_keeps_its_own_code_and_address(clone: Clone, stack: Stack) -> None:
    with clone.edited(CORE, TITLE, '"title": "Edited"'):
        clone.answers_soon(CONTRACT, 200, '"title": "Edited"')
        assert stack.anonymous.get(CONTRACT).json["info"]["title"] == "Callnotes"

    assert clone.status()["healthy"]
    assert clone.status()["endpoint_url"] != stack.cloud.emulator.endpoint_url


def test_edited_template_is_deployed_by_up_once(clone: Clone) -> None:
    template = clone.root / "template.yaml"
    template.write_text(template.read_text().replace("GET /v1/openapi.json", "Edited"))
    first, second = clone.up(), clone.up()
    functions = Clients(clone.emulator).functions.list_functions()["Functions"]

    assert "unchanged" not in first.stderr
    assert "unchanged" in second.stderr
    assert "Edited" in [function["Description"] for function in functions]
    clone.answers_soon(CONTRACT, 200, TITLE)


def test_busy_port_is_named_with_its_owner_and_another_port(clone: Clone, tmp_path: Path) -> None:
    late = Clone.make(tmp_path / "late")
    refused = late.run("up", "--port", str(clone.port))

    assert refused.returncode == ExitCode.PORT_BUSY
    assert f"Port {clone.port} is taken." in refused.stderr
    assert "callnotes_local.edge" in refused.stderr
    assert "callnotes up --port " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not late.processes()


@pytest.mark.parametrize("killed", ["edge", "emulator"])
def test_down_leaves_nothing_when_one_was_killed(scratch: Clone, killed: str) -> None:
    scratch.up()
    (victim,) = [p for p in scratch.processes() if f"callnotes_local.{killed}" in p.cmdline()]
    victim.kill()

    assert scratch.run("down").returncode == 0
    assert not scratch.processes()
    assert not (scratch.root / ".callnotes/cloud/tmp").exists()


def test_down_leaves_the_other_checkout_alone(scratch: Clone, stack: Stack) -> None:
    scratch.up()
    assert scratch.run("down").returncode == 0

    assert not scratch.processes()
    assert stack.anonymous.get("/v1/health").status == 200
