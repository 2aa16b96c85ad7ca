"""Writes the picture and the table of docs/deployment-ways.md."""

import re
from pathlib import Path

from curriculum.calculators.deployment_drawing import draw_svg
from curriculum.calculators.deployment_ways import HEAD, Setting, compare, to_row

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE, PICTURE = DOCS / "deployment-ways.md", DOCS / "deployment-ways.svg"
TABLE = re.compile(r"^\| way \|.*?\n\n", re.MULTILINE | re.DOTALL)


def render(page: str) -> tuple[str, str]:
    """Return the page with its table as it is now, and the picture."""
    found = compare(Setting())
    rows = [HEAD, ("---",) * len(HEAD), *map(to_row, found)]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return TABLE.sub(f"{table}\n", page), draw_svg(found)


def main() -> None:
    """Write both."""
    page, picture = render(PAGE.read_text())
    PAGE.write_text(page)
    PICTURE.write_text(picture)


if __name__ == "__main__":
    main()
