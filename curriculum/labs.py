"""The labs by the topics that they exercise: each lab names its own in `labs/<id>/lab.yaml`."""

from pathlib import Path

from curriculum.files import read_yaml
from curriculum.topics import FOLDER

LABS = FOLDER.parent / "labs"


def labs_by_topic(folder: Path = LABS) -> dict[str, list[str]]:
    """Return the ids of the labs about each topic."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*/lab.yaml")):
        for topic in read_yaml(path)["topics"]:
            found.setdefault(topic, []).append(path.parent.name)
    return found
