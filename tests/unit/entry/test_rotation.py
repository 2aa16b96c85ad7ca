"""A rotation function: what it takes, what it refuses, and what its log may say."""

from typing import Any

import pytest

from callnotes.domain.errors import Forbidden, Invalid, NotPending
from callnotes.domain.secret import STEPS, Step
from callnotes.entry.rotation import RotationFailed, rotation
from tests.cloud import Context
from tests.log import Log

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:callnotes/callnotes/partner-AbCdEf"
VERSION = "11111111-2222-3333-4444-555555555555"


def make_event(**changed: Any) -> dict[str, Any]:
    return {"Step": "testSecret", "SecretId": ARN, "ClientRequestToken": VERSION} | changed


@rotation("rotate_secret", ARN)
def rotate(step: Step, version_id: str) -> bool:
    if step == "setSecret":
        raise NotPending("this one is not")
    if step == "finishSecret":
        raise ValueError("hunter2")
    return version_id == VERSION


def test_a_step_is_done_and_logged(log: Log) -> None:
    done = {"step": "testSecret", "version_id": VERSION, "is_open": True}
    assert rotate(make_event(), Context()) == done
    (line,) = log.lines
    assert {name: line[name] for name in done} == done


@pytest.mark.parametrize("step", STEPS[::2])
def test_fields_that_the_service_adds_are_ignored(step: Step) -> None:
    assert rotate(make_event(Step=step, RotationToken="t"), Context())["step"] == step


@pytest.mark.parametrize(
    "secret_id", [ARN[:-1], f"{ARN}x", "callnotes/callnotes/partner", ARN.replace("us-", "eu-")]
)
def test_another_secret_is_refused(secret_id: str) -> None:
    with pytest.raises(Forbidden):
        rotate(make_event(SecretId=secret_id), Context())


@pytest.mark.parametrize(
    "changed", [{"Step": "deleteSecret"}, {"ClientRequestToken": "short"}, {"SecretId": None}]
)
def test_what_is_no_rotation_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        rotate(make_event(**changed), Context())


def test_the_reason_of_a_refusal_is_logged(log: Log) -> None:
    with pytest.raises(NotPending):
        rotate(make_event(Step="setSecret"), Context())
    (line,) = log.lines
    assert (line["error"], line["reason"]) == ("NotPending", "this one is not")


def test_something_unforeseen_has_its_name_only(log: Log) -> None:
    with pytest.raises(RotationFailed) as raised:
        rotate(make_event(Step="finishSecret"), Context())
    assert str(raised.value) == "ValueError"
    assert log.lines[-1]["message"] == "unexpected error"
