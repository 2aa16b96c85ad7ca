"""Start the edge: `python -m callnotes_local.edge --home HOME SETTINGS_FILE`.

The home is not read: it says on the command line whose edge this is (strays.py).
"""

import asyncio
import errno
import logging
import sys
from pathlib import Path

from callnotes_local.edge.server import serve_edge
from callnotes_local.edge.settings import EdgeSettings
from callnotes_local.system import process

EXIT_PORT_BUSY = 5


def main() -> int:
    """Run until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    process.allow_open_files()
    try:
        asyncio.run(serve_edge(EdgeSettings.load(Path(sys.argv[-1]))))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return EXIT_PORT_BUSY
    return 0


if __name__ == "__main__":
    sys.exit(main())
