"""Prints the zipped size of every part that `sam build` made, and fails above the limit."""

import io
import sys
import zipfile
from pathlib import Path

LIMIT = 6 * 1024 * 1024


def measure_artifacts(build: Path) -> dict[str, int]:
    """Measure each artifact of a build, zipped as for the upload."""
    return {
        folder.name: zipped_size(folder) for folder in sorted(build.iterdir()) if folder.is_dir()
    }


def zipped_size(folder: Path) -> int:
    """Zip a folder in memory and return the number of bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return buffer.getbuffer().nbytes


def largest_total(sizes: dict[str, int]) -> int:
    """Add the layers to the largest function."""
    layers = sum(size for name, size in sizes.items() if name.endswith("Layer"))
    functions = [size for name, size in sizes.items() if not name.endswith("Layer")]
    return layers + max(functions, default=0)


def report(sizes: dict[str, int]) -> str:
    """Write one line for each part and one for the largest function with its layers."""
    lines = [f"{size / 1024:9.1f} KiB  {name}" for name, size in sizes.items()]
    total = f"{largest_total(sizes) / 1024:9.1f} KiB  largest function with its layers"
    return "\n".join([*lines, f"{total} (limit {LIMIT // 1024} KiB)"])


def main() -> None:
    """Measure the build in the named folder, or in SAM's own."""
    build = Path(sys.argv[1] if sys.argv[1:] else ".aws-sam/build")
    sizes = measure_artifacts(build)
    print(report(sizes))
    sys.exit(1 if largest_total(sizes) > LIMIT else 0)


if __name__ == "__main__":
    main()
