"""Prints the lines of each part of the project, and fails when the kit outgrows its limit."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
KIT = "kit"


@dataclass(frozen=True)
class Part:
    """One part of the project: the files below `folders` that end in `suffix`, and its limit."""

    name: str
    folders: tuple[str, ...]
    suffix: str | tuple[str, ...] = ".py"
    limit: int | None = None


PARTS = (
    Part("app", ("functions/", "layers/core/", "workers/")),
    # docs/architecture.md, "Limits on growth": 600 are for workflows, flags, bus and secrets,
    # 900 for traces, faults and labs.
    Part(KIT, ("local/callnotes_local/",), (".py", ".toml"), limit=11_500),
    Part("costs", ("costs/",), (".py", ".toml", ".yaml")),
    Part("faults", ("faults/",), (".py", ".yaml")),
    Part("labs", ("labs/callnotes_labs/",)),
    Part("learning", ("curriculum/", "examples/", "quiz/")),
    Part("tests", ("tests/",)),
    Part("tools", ("tools/", "benchmarks/")),
    Part("template", ("template.yaml",), ".yaml"),
)


def list_files(root: Path) -> list[str]:
    """Return what git tracks, and what it would: paths below `root`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (root / name).is_file()]


def measure_size(root: Path) -> dict[str, int]:
    """Return the number of lines by the name of the part."""
    files = list_files(root)
    return {part.name: sum(_lines(root / name) for name in _of(part, files)) for part in PARTS}


def find_excess(sizes: dict[str, int]) -> list[str]:
    """Return a sentence for each part above its limit."""
    return [
        f"The {part.name} has {sizes[part.name]:,} lines, {part.limit:,} are allowed: "
        "use what is installed, delete what is dead (docs/architecture.md, Limits on growth)."
        for part in PARTS
        if part.limit is not None and sizes[part.name] > part.limit
    ]


def _of(part: Part, files: list[str]) -> list[str]:
    return [name for name in files if name.startswith(part.folders) and name.endswith(part.suffix)]


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def main() -> int:
    """Print one line for each part."""
    sizes = measure_size(ROOT)
    for part in PARTS:
        limit = f"  (limit {part.limit:,})" if part.limit else ""
        print(f"{sizes[part.name]:7,}  {part.name}{limit}")
    excess = find_excess(sizes)
    print("\n".join(excess), file=sys.stderr, end="\n" if excess else "")
    return 1 if excess else 0


if __name__ == "__main__":
    sys.exit(main())
