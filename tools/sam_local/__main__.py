"""`make sam-local-smoke`: exit 0 and SMOKE OK, 1 when it failed, 77 when it cannot run here."""

import signal
import sys
import tempfile
import time
from pathlib import Path

from tools.sam_local.checkout import SmokeFailed
from tools.sam_local.engine import CannotRun
from tools.sam_local.smoke import run_smoke

# The path of the daemon's socket must stay short.
PARENT = "/tmp"  # noqa: S108 (a folder of its own is made there)
EXIT_CANNOT_RUN = 77


def main() -> None:
    """Run the smoke test in a temporary folder."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("SMOKE FAILED: stopped from outside"))
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="callnotes-", dir=PARENT) as folder:
            run_smoke(Path(folder))
    except CannotRun as reason:
        print(f"callnotes: `sam local` was not tried: {reason}.")
        sys.exit(EXIT_CANNOT_RUN)
    except SmokeFailed as failure:
        sys.exit(f"SMOKE FAILED: {failure}")
    print(f"SMOKE OK ({time.monotonic() - started:.0f} s)")


if __name__ == "__main__":
    main()
