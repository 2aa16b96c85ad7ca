"""A faulty template is named by file, line and property, not by the last line of a log."""

from pathlib import Path

import pytest

from callnotes_local.deploy.failure import failed_sam, find_error

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: hello/
"""


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("      MadeUp: 1\n", "template.yaml: .*[Hello].*property MadeUp not defined"),
        ("      Description: [1\n      Timeout: 3\n", "template.yaml:10: did not find expected"),
        (
            "      MemorySize: !Ref Nothing\n",
            "template.yaml:3:Resources/Hello/Properties/MemorySize/Ref: 'Nothing' is not one of",
        ),
    ],
)
def test_fault_of_the_template_is_the_reason(tmp_path: Path, line: str, cause: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE + line)
    error = failed_sam("build", tmp_path, tmp_path / "no.log")
    assert error.why.startswith(cause.partition(".*")[0])
    assert cause.rpartition(".*")[2] in error.why


def test_sound_template_leaves_the_reason_to_sams_own_error(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    log = tmp_path / "sam.log"
    log.write_text("Error: no space left\n\nSee https://example.com/bug\n")
    assert failed_sam("build", tmp_path, log).why.startswith("Error: no space left (see")


def test_log_without_an_error_gives_its_last_line(tmp_path: Path) -> None:
    log = tmp_path / "sam.log"
    log.write_text("one\ntwo\n\n")
    assert find_error(log) == "two"
    log.write_text("")
    assert find_error(log) == "its log is empty"
