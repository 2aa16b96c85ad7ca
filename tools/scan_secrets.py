"""Names what looks like a secret in the files given, or in all that git tracks."""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.measure_size import list_files

ROOT = Path(__file__).resolve().parent.parent
# AWS's documentation ends its invented keys so.
INVENTED = "EXAMPLE"
PATTERNS = {
    "AWS access key id": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "AWS secret access key": r"(?i:secret_?access_?key)\W{1,5}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])",
    "GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_\w{50,}",
    "Slack token": r"\bxox[abprs]-[\w-]{20,}",
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{32}",
}


def find_secrets(root: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield `<file>:<line>: <kind>` for each; never the secret itself."""
    for name in names:
        text = (root / name).read_text(errors="ignore")
        for kind, pattern in PATTERNS.items():
            for found in re.finditer(pattern, text):
                if not found[0].endswith(INVENTED):
                    yield f"{name}:{text.count('\n', 0, found.start()) + 1}: {kind}"


def main() -> None:
    """Show what was found; the exit code is 1 when anything was."""
    sys.exit("\n".join(find_secrets(ROOT, sys.argv[1:] or list_files(ROOT))) or 0)


if __name__ == "__main__":
    main()
