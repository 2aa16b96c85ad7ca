"""Writes the schema of every event to docs/events/; with --release, also as the released one.

A released schema is what consumers outside rely on: tests hold the current ones against it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from callnotes.api.events import EVENTS, EventRoute

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "events"
RELEASED = FOLDER / "released"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def main() -> None:
    """Write the files."""
    folders = [FOLDER, RELEASED] if sys.argv[1:] == ["--release"] else [FOLDER]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        for event in EVENTS:
            (folder / file_name(event)).write_text(schema_text(event))


def file_name(event: EventRoute) -> str:
    """Return the name of an event's file."""
    return f"{event.type}.schema.json"


def schema_text(event: EventRoute) -> str:
    """Return the text of an event's file; what is the same in all events is always there."""
    schema: dict[str, Any] = event.model.model_json_schema(mode="serialization")
    fields = schema["properties"]
    required = [name for name in fields if name in schema["required"] or "const" in fields[name]]
    document = {"$schema": DIALECT} | schema | {"required": required}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
