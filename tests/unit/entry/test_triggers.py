"""What the triggers of the user pool share."""

from typing import Any

import pytest

from callnotes.domain.errors import Forbidden
from callnotes.entry.triggers import trigger
from tests.log import Log

EVENT = {
    "triggerSource": "PreSignUp_SignUp",
    "userName": "mina",
    "request": {"userAttributes": {"email": "mina@example.com"}},
}


def test_the_handlers_answer_is_cognitos() -> None:
    assert trigger(lambda event: event | {"response": {}})(dict(EVENT), object()) == EVENT | {
        "response": {}
    }


def test_what_is_raised_refuses_the_user() -> None:
    def refuse(_event: Any) -> Any:
        raise Forbidden("no")

    with pytest.raises(Forbidden):
        trigger(refuse)(dict(EVENT), object())


def test_the_log_tells_which_trigger_it_was(log: Log) -> None:
    trigger(lambda event: event)(dict(EVENT), object())
    assert [(line["message"], line["source"]) for line in log.lines] == [
        ("trigger", "PreSignUp_SignUp")
    ]


@pytest.mark.parametrize("personal", ["mina@example.com", "userName"])
def test_the_log_tells_nothing_of_the_person(log: Log, personal: str) -> None:
    trigger(lambda event: event)(dict(EVENT), object())
    assert personal not in log.text
