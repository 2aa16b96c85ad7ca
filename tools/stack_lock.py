"""Writes down the stack that the template makes: one line for each resource, with a digest.

A change of the template shows in that file which resources it adds, removes and changes, however
little of the template changed. `make templates` compares it, `make stack-lock` writes it anew.
"""

import hashlib
import json
import re
import sys
from difflib import unified_diff
from pathlib import Path

from tools.language_extensions import Template
from tools.transform_template import transform_template

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"
LOCK = ROOT / "tests" / "stack.lock"

# SAM puts digests of content into these logical ids: of code, layers and the API's definition.
NAMED_BY_CONTENT = (
    "AWS::ApiGateway::Deployment",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Version",
)
SUFFIX = 10
CONTENT = re.compile(r"\b[0-9a-f]{32,64}\b")


def describe_stack(path: Path) -> list[str]:
    """List the resources of production: logical id, type, digest of all that is written there."""
    resources = forget_content(transform_template(path, Environment="prod"))["Resources"]
    return sorted(f"{name} {item['Type']} {digest(item)}\n" for name, item in resources.items())


def forget_content(template: Template) -> Template:
    """Replace all names that come from the content of code."""
    text = json.dumps(template)
    for name, item in template["Resources"].items():
        if item["Type"] in NAMED_BY_CONTENT:
            text = text.replace(name, name[:-SUFFIX])
    forgotten: Template = json.loads(CONTENT.sub("content", text))
    return forgotten


def digest(item: Template) -> str:
    """Digest a resource; the order of its properties plays no part."""
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()[:16]


def compare_stack(path: Path) -> list[str]:
    """List the lines that the template's stack lacks (-) and adds (+)."""
    locked = LOCK.read_text().splitlines(keepends=True)
    lines = list(unified_diff(locked, describe_stack(path), n=0))[2:]
    return [line for line in lines if not line.startswith("@@")]


def main() -> None:
    """Write the file; with --check, only say what would change in it."""
    if sys.argv[1:] != ["--check"]:
        LOCK.write_text("".join(describe_stack(TEMPLATE)))
    elif changes := compare_stack(TEMPLATE):
        sys.stderr.writelines(changes)
        sys.exit("These resources change. If that is meant: make stack-lock, and commit the file.")


if __name__ == "__main__":
    main()
