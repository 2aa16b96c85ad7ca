"""What the engine does without a cloud: templates, archives, progress, languages."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from botocore.exceptions import ClientError

from callnotes_labs import stack
from callnotes_labs.bench import Bench
from callnotes_labs.catalogue import Lab, find_lab, list_labs
from callnotes_labs.checks import run_checks
from callnotes_labs.code_bucket import CodeBucket
from callnotes_labs.errors import LabError
from callnotes_labs.package import make_archive, package
from callnotes_labs.progress import Progress
from callnotes_labs.session import Session
from callnotes_labs.stack import LabStack, Pace
from callnotes_labs.template import check_template, read_template
from callnotes_labs.texts import choose_language
from callnotes_labs.working_copy import WorkingCopy

QUEUE = """\
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 1
"""
LABS = list_labs()
NO_CLIENTS: Any = MagicMock()


@pytest.mark.parametrize(
    ("text", "what", "why"),
    [
        ("Resources:\n  Queue: [1\n", "template.yaml:3 is not valid YAML", "expected"),
        ("- 1\n", "template.yaml has no Resources", "at least one"),
        (
            QUEUE.replace("VisibilityTimeout", "VisibilityTimeOut"),
            "template.yaml:5 (Resources/Queue/Properties/VisibilityTimeOut)",
            "has no property VisibilityTimeOut",
        ),
        (QUEUE + "      QueueName: !Ref Nmae\n", "template.yaml:6", "Nothing is called Nmae"),
        (QUEUE + "      QueueName: !Sub '${Nmae.Arn}-x'\n", "template.yaml:6", "called Nmae"),
        (QUEUE.replace("    Type: AWS::SQS::Queue\n", ""), "template.yaml:2", "has no Type"),
        (QUEUE.replace("AWS::SQS::Queue", "[1]"), "template.yaml:2", "has no Type"),
        (QUEUE.replace("\n      VisibilityTimeout: 1", " 3"), "template.yaml:4", "with values"),
        (QUEUE + "    DependsOn: Nmae\n", "template.yaml:6", "Nothing is called Nmae"),
        (
            QUEUE + "      QueueName: callnotes-local-x\n",
            "template.yaml:6",
            "belongs to the product",
        ),
        ("\xff", "template.yaml has no Resources", "at least one"),
    ],
)
def test_faulty_template_is_refused_with_its_line(
    tmp_path: Path, text: str, what: str, why: str
) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(text)
    with pytest.raises(LabError) as refused:
        check_template(read_template(path))
    error = refused.value.to_cli_error("en")
    assert what in error.what
    assert why in error.why
    assert str(path) in error.next_command or "reset" in error.next_command


def test_sound_template_is_not_refused(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(QUEUE + "      QueueName: !Sub '${AWS::StackName}-${!Name}'\n")
    check_template(read_template(path))


def test_functions_of_cloudformation_are_read_in_their_long_form(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(
        QUEUE + "Outputs:\n  A: {Value: !GetAtt Queue.Arn}\n  B: {Value: !Sub 'x-${Queue}'}\n"
        "  C: {Value: !Join [':', [2012-10-17, !Ref Queue]]}\n"
    )
    outputs = read_template(path).body["Outputs"]
    assert outputs["A"]["Value"] == {"Fn::GetAtt": ["Queue", "Arn"]}
    assert outputs["B"]["Value"] == {"Fn::Sub": "x-${Queue}"}
    assert outputs["C"]["Value"] == {"Fn::Join": [":", ["2012-10-17", {"Ref": "Queue"}]]}


def test_same_files_make_the_same_archive(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "__pycache__").mkdir(parents=True)
        (tmp_path / name / "app.py").write_text("x = 1\n")
        (tmp_path / name / "__pycache__" / "app.pyc").write_text(name)
    archives = [make_archive(tmp_path / name) for name in ("one", "two")]
    assert archives[0] == archives[1]
    (tmp_path / "two" / "app.py").write_text("x = 2\n")
    assert make_archive(tmp_path / "two") != archives[0]


def test_syntax_error_is_named_by_file_and_line(tmp_path: Path) -> None:
    copy = WorkingCopy(LABS[0], tmp_path)
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return {\n")
    with pytest.raises(LabError) as refused:
        copy.check_syntax()
    error = refused.value.to_cli_error("en")
    assert error.what == "app.py:2 is not valid Python."
    assert error.why == "'{' was never closed: return {"


@pytest.mark.parametrize("asked", ["visibility_timeout", "Visibility-Timeout", "1", "01"])
def test_lab_is_found_by_id_and_number(asked: str) -> None:
    assert find_lab(LABS, asked).id == "visibility_timeout"


@pytest.mark.parametrize(
    ("asked", "why", "next_move"),
    [
        ("visibilty_timeout", "nearest name is visibility_timeout", "start visibility_timeout"),
        ("zzz", "No lab has this", "callnotes labs list"),
    ],
)
def test_unknown_lab_is_refused_with_the_nearest_name(asked: str, why: str, next_move: str) -> None:
    with pytest.raises(LabError) as refused:
        find_lab(LABS, asked)
    assert why in refused.value.why.en
    assert next_move in refused.value.next_move.en


@pytest.mark.parametrize(
    ("asked", "shell", "language"),
    [
        (None, {"LANG": "ko_KR.UTF-8"}, "ko"),
        (None, {"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {}, "en"),
        ("ko", {"LANG": "en_US.UTF-8"}, "ko"),
        ("en", {"LANG": "ko_KR.UTF-8"}, "en"),
    ],
)
def test_language_is_the_one_asked_for_else_the_shells(
    asked: str | None, shell: dict[str, str], language: str
) -> None:
    assert choose_language(asked, shell) == language  # type: ignore[arg-type]


def test_progress_is_kept_and_begins_anew_after_a_reset(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "progress.json")
    progress.start("one")
    progress.note_hints("one", 2)
    progress.note_passed("one")
    assert (progress.current, progress.read("one").hints) == ("one", 2)
    progress.forget("one")
    assert progress.current is None
    assert (progress.read("one").hints, progress.read("one").passed) == (0, True)
    (tmp_path / "progress.json").write_text("no JSON")
    assert progress.current is None


def test_hints_come_one_after_another_and_the_last_is_repeated(tmp_path: Path) -> None:
    session = Session(LABS[0], tmp_path)
    assert [session.next_hint(None)[0] for _ in range(4)] == [1, 2, 3, 3]
    assert session.next_hint(1)[0] == 1
    assert session.next_hint(None)[0] == 3


def test_solution_is_shown_as_a_difference(tmp_path: Path) -> None:
    lines = Session(LABS[0], tmp_path).read_solution().splitlines()
    assert "-      VisibilityTimeout: 1" in lines
    assert "+      VisibilityTimeout: 5" in lines


def test_copy_of_the_learner_is_kept_when_the_lab_is_started_again(tmp_path: Path) -> None:
    copy = WorkingCopy(LABS[0], tmp_path / "copy")
    copy.create()
    copy.template.write_text("mine")
    copy.create()
    assert copy.template.read_text() == "mine"


def test_second_command_on_a_lab_waits_for_the_first(tmp_path: Path) -> None:
    entered = threading.Event()

    def enter() -> None:
        with Session(LABS[0], tmp_path).alone():
            entered.set()

    second = threading.Thread(target=enter)
    with Session(LABS[0], tmp_path).alone():
        second.start()
        assert not entered.wait(0.3)
    second.join(5)
    assert entered.is_set()


@pytest.mark.parametrize("raised", ["KeyError('x')", "TypeError('x')", "ValueError('x')"])
def test_result_that_no_check_has_foreseen_is_explained(tmp_path: Path, raised: str) -> None:
    (tmp_path / "checks.py").write_text(f"def check(bench):\n    yield 1\n    raise {raised}\n")
    findings = run_checks(Lab(tmp_path), Bench(LabStack.of("x", NO_CLIENTS)))
    assert next(findings)  # type: ignore[truthy-bool]
    with pytest.raises(LabError) as explained:
        next(findings)
    assert explained.value.what.en == "A check could not be made."
    assert explained.value.why.en.startswith(raised.partition("(")[0])


def test_stack_that_does_not_end_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = {"StackStatus": "UPDATE_IN_PROGRESS"}
    monkeypatch.setattr(stack, "find_stack", lambda *_: waiting)
    impatient = replace(LabStack.of("x", NO_CLIENTS), pace=Pace(deploy=0.1, poll=0.05))
    with pytest.raises(LabError) as reported:
        impatient.wait()
    assert "UPDATE_IN_PROGRESS after 0 s" in reported.value.why.en


def test_each_function_is_warmed_twice_and_one_that_cannot_be_invoked_stops_nothing() -> None:
    clients = MagicMock()
    refused = ClientError({"Error": {"Code": "ResourceConflictException"}}, "Invoke")
    clients.functions.invoke.side_effect = refused
    listed = [
        {"ResourceType": "AWS::Lambda::Function", "PhysicalResourceId": "f"},
        {"ResourceType": "AWS::SQS::Queue", "PhysicalResourceId": "q"},
    ]
    clients.cloudformation.describe_stack_resources.return_value = {"StackResources": listed}
    LabStack.of("x", clients).warm()
    invoked = [call.kwargs["FunctionName"] for call in clients.functions.invoke.call_args_list]
    assert invoked == ["f", "f"]


def test_folder_of_a_function_is_uploaded_and_referred_to(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "app.py").write_text("x = 1\n")
    path = tmp_path / "template.yaml"
    path.write_text(
        "Resources:\n"
        "  One: {Type: AWS::Lambda::Function, Properties: {Code: code}}\n"
        "  Two: {Type: AWS::Serverless::Function, Properties: {CodeUri: code}}\n"
        "  Three: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}}}\n"
    )
    s3 = MagicMock()
    resources = package(read_template(path), CodeBucket(s3), "lab-x")["Resources"]
    one, two, three = (resources[name]["Properties"] for name in ("One", "Two", "Three"))
    assert one["Code"]["S3Key"].startswith("lab-x/")
    assert two["CodeUri"] == {"Bucket": one["Code"]["S3Bucket"], "Key": one["Code"]["S3Key"]}
    assert three["Code"] == {"ZipFile": "x"}
    assert s3.put_object.call_args.kwargs["Body"] == make_archive(tmp_path / "code")
