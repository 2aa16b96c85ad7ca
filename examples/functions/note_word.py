"""One handler that may be called in three ways; it knows which by the form of its event."""

from typing import Any


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take the word of a direct call, or of each message of a queue; "poison" fails."""
    records = event.get("Records")
    words = [record["body"] for record in records] if records else [event.get("word", "")]
    if "poison" in words:
        raise ValueError("poison")
    print(f"took {words}")
    return {"taken": words}
