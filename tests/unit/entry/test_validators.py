"""The validator of a configuration profile."""

from base64 import b64encode
from typing import Any

import pytest

from callnotes.domain.flags import MalformedFlags, check_document
from callnotes.entry.validators import validator
from tests.cloud import Context
from tests.flag_documents import BAD_DOCUMENTS, make_document
from tests.log import Log

check = validator(check_document)


def event_of(document: bytes) -> dict[str, Any]:
    return {
        "applicationId": "abc1234",
        "configurationProfileId": "def5678",
        "configurationVersion": "2",
        "content": b64encode(document).decode(),
        "uri": "hosted",
    }


def test_a_good_document_is_accepted(log: Log) -> None:
    check(event_of(make_document(dictation={"enabled": True})), Context())
    assert [(line["message"], line["version"]) for line in log.lines] == [("accepted", "2")]


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_bad_document_is_refused_by_an_error(name: str) -> None:
    with pytest.raises(MalformedFlags):
        check(event_of(BAD_DOCUMENTS[name]), Context())


def test_the_reason_of_a_refusal_is_logged(log: Log) -> None:
    with pytest.raises(MalformedFlags) as raised:
        check(event_of(BAD_DOCUMENTS["misspelled flag"]), Context())
    assert [(line["message"], line["reason"]) for line in log.lines] == [
        ("refused", str(raised.value))
    ]
