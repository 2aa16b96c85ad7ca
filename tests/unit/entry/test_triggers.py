"""What the triggers of the user pool share."""

from typing import Any

import pytest

from callnotes.domain.errors import Forbidden
from callnotes.entry.triggers import TriggerFailed, trigger
from tests.cloud import Context
from tests.log import Log
from tests.metrics import read_metrics

EVENT = {
    "triggerSource": "PreSignUp_SignUp",
    "userName": "mina",
    "request": {"userAttributes": {"email": "mina@example.com"}},
}


def refuse(_event: Any) -> Any:
    raise Forbidden("no")


def fail(_event: Any) -> Any:
    raise RuntimeError("SECRET")


def test_the_handlers_answer_is_cognitos() -> None:
    assert trigger("add_claims")(lambda event: event | {"response": {}})(
        dict(EVENT), Context()
    ) == EVENT | {"response": {}}


def test_what_is_raised_refuses_the_user() -> None:
    with pytest.raises(Forbidden):
        trigger("add_claims")(refuse)(dict(EVENT), Context())


def test_the_log_has_the_trigger_source(log: Log) -> None:
    trigger("add_claims")(lambda event: event)(dict(EVENT), Context())
    assert [(line["message"], line["source"]) for line in log.lines] == [
        ("trigger", "PreSignUp_SignUp")
    ]


@pytest.mark.parametrize("personal", ["mina@example.com", "userName"])
def test_the_log_has_no_personal_data(log: Log, personal: str) -> None:
    trigger("add_claims")(lambda event: event)(dict(EVENT), Context())
    assert personal not in log.text


def test_an_unexpected_error_reaches_the_user_as_a_plain_sentence() -> None:
    with pytest.raises(
        TriggerFailed, match=r"^Something went wrong on our side\. Try again later\.$"
    ):
        trigger("add_claims")(fail)(dict(EVENT), Context())


def test_an_unexpected_error_is_logged_with_its_stack(log: Log) -> None:
    with pytest.raises(TriggerFailed):
        trigger("add_claims")(fail)(dict(EVENT), Context())
    assert [(line["level"], line["exception_name"]) for line in log.lines] == [
        ("ERROR", "RuntimeError")
    ]


def test_an_unexpected_error_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(TriggerFailed):
        trigger("add_claims")(fail)(dict(EVENT), Context())
    assert read_metrics(capsys) == {("add_claims", "UnexpectedError"): 1}


def test_a_refusal_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Forbidden):
        trigger("add_claims")(refuse)(dict(EVENT), Context())
    assert read_metrics(capsys) == {}
