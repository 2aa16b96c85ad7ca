"""Flag documents, good and bad, for the tests of every layer."""

import json
from typing import Any


def make_document(**values: Any) -> bytes:
    """Return a document as it is stored, with a flag for each value."""
    flags = {name: {"name": name} for name in values}
    return json.dumps({"version": "1", "flags": flags, "values": values}).encode()


def served(document: bytes) -> bytes:
    """Return what AppConfig serves of a document."""
    return json.dumps(json.loads(document)["values"]).encode()


BAD_DOCUMENTS = {
    "cut off": make_document(dictation={"enabled": True})[:-7],
    "more than everybody": make_document(dictation={"enabled": True, "percentage": 120}),
    "misspelled flag": make_document(dictatoin={"enabled": True}),
    "unknown attribute": make_document(dictation={"enabled": True, "tier": ["premium"]}),
}
