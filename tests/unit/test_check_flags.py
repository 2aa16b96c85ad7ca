"""The documents of flags/ are checked by the gate, by the schema and by the functions' own code."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from callnotes.domain.flags import FlagName, MalformedFlags, check_document
from tests.flag_documents import BAD_DOCUMENTS, make_document
from tests.template import ROOT, resource
from tools.check_flags import FLAGS, find_faults, read_schema
from tools.check_templates import list_checks

SCHEMA = Draft4Validator(read_schema())
ENABLED: dict[str, Any] = {"enabled": True}
GOOD = [
    {},
    {"dictation": ENABLED},
    {"dictation": ENABLED | {"percentage": 12.5, "_updatedAt": "2026-11-21T00:00:00Z"}},
    {"premium_callback": ENABLED | {"tiers": ["premium"], "tenants": ["hanbit"]}},
    {"new_escalation": ENABLED | {"groups": ["agent", "supervisor", "admin"], "tenants": []}},
]
BAD = [
    {"dictation": {}},
    {"dictation": {"enabled": "yes"}},
    {"dictation": {"enabled": 1}},
    {"dictation": ENABLED | {"percentage": -1}},
    {"dictation": ENABLED | {"percentage": "20"}},
    {"dictation": ENABLED | {"tiers": ["gold"]}},
    {"dictation": ENABLED | {"groups": ["boss"]}},
    {"dictation": ENABLED | {"tenants": "hanbit"}},
    {"dictation": ENABLED | {"tenants": ["Hanbit"]}},
    {"dictation": ENABLED | {"mood": "good"}},
    {"later": ENABLED},
]


def is_accepted_by_the_code(document: bytes) -> bool:
    try:
        check_document(document)
    except MalformedFlags:
        return False
    return True


def test_the_documents_of_this_checkout_are_good() -> None:
    assert find_faults(FLAGS) == []


@pytest.mark.parametrize("environment", ["local", "staging", "prod"])
def test_each_environment_has_a_document_that_defines_every_flag(environment: str) -> None:
    document = json.loads((FLAGS / f"{environment}.json").read_text())
    assert set(document["flags"]) == set(document["values"]) == set(FlagName)


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_bad_document_is_named_with_its_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / "good.json").write_bytes(make_document(dictation=ENABLED))
    (tmp_path / "bad.json").write_bytes(BAD_DOCUMENTS[name])
    faults = find_faults(tmp_path)
    assert faults
    assert [fault for fault in faults if not fault.startswith("flags/bad.json: ")] == []


def test_the_gate_is_among_the_checks_of_the_template() -> None:
    assert ["-m", "tools.check_flags"] in [command[1:] for command in list_checks()]


def test_the_document_that_the_stack_deploys_is_good() -> None:
    assert is_accepted_by_the_code(resource("FlagsInitialDocument")["Content"].encode())


def test_the_schema_is_one_that_appconfig_reads() -> None:
    Draft4Validator.check_schema(read_schema())
    assert read_schema()["$schema"] == "http://json-schema.org/draft-04/schema#"


@pytest.mark.parametrize("values", GOOD, ids=json.dumps)
def test_schema_and_code_accept_the_same(values: dict[str, Any]) -> None:
    document = make_document(**values)
    assert is_accepted_by_the_code(document)
    assert SCHEMA.is_valid(json.loads(document))


@pytest.mark.parametrize("values", BAD, ids=json.dumps)
def test_schema_and_code_refuse_the_same(values: dict[str, Any]) -> None:
    document = make_document(**values)
    assert not is_accepted_by_the_code(document)
    assert not SCHEMA.is_valid(json.loads(document))


def test_every_file_of_the_folder_is_checked() -> None:
    assert {path.suffix for path in (ROOT / "flags").iterdir()} == {".json"}
