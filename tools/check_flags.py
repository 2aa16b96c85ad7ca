"""Checks the documents of flags/ as AppConfig does: by the profile's schema and its validator."""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

from callnotes.domain.flags import MalformedFlags, check_document
from tools.language_extensions import read_template

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ROOT / "flags"


def find_faults(folder: Path) -> list[str]:
    """List the faults of all documents, each with its file."""
    return [
        f"flags/{path.name}: {fault}"
        for path in sorted(folder.glob("*.json"))
        for fault in _faults_of(path.read_bytes())
    ]


@cache
def read_schema() -> Any:
    """Return the schema that the configuration profile has."""
    profile = read_template(ROOT / "template.yaml")["Resources"]["FlagsProfile"]["Properties"]
    (content,) = (v["Content"] for v in profile["Validators"] if v["Type"] == "JSON_SCHEMA")
    return json.loads(content)


def _faults_of(document: bytes) -> Iterator[str]:
    try:
        check_document(document)
    except MalformedFlags as error:
        yield f"check_flags refuses it: {error}"
    try:
        content = json.loads(document)
    except ValueError:
        return
    for fault in Draft4Validator(read_schema()).iter_errors(content):
        yield f"the schema refuses it: {fault.json_path}: {fault.message}"


def main() -> None:
    """Show what is wrong; the exit code is 1 when anything is."""
    faults = find_faults(FLAGS)
    sys.exit("\n".join(faults) if faults else 0)


if __name__ == "__main__":
    main()
