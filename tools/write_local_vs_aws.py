"""Writes docs/local-vs-aws.md from the kit's tables and the local cloud of this checkout."""

from callnotes_local.deployment_check import check_workspace
from callnotes_local.deployment_check.document import render
from callnotes_local.workspace import find_workspace


def main() -> None:
    """Write the page; `callnotes up` must have run."""
    workspace = find_workspace()
    page = workspace.root / "docs" / "local-vs-aws.md"
    page.write_text(render(check_workspace(workspace)))


if __name__ == "__main__":
    main()
