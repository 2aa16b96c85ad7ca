"""Start the edge: `python -m callnotes_local.edge --home HOME SETTINGS_FILE`.

The home is not read: it says on the command line whose edge this is (strays.py).
"""

import asyncio
import logging
import sys
from pathlib import Path

from callnotes_local.edge.server import serve_edge
from callnotes_local.edge.settings import EdgeSettings
from callnotes_local.system import process

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    process.allow_open_files()
    if settings := EdgeSettings.load(Path(sys.argv[-1])):
        asyncio.run(serve_edge(settings))
