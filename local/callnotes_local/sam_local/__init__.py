"""What the containers of `sam local` need to work on the local cloud."""

from callnotes_local.sam_local.address import check_bridge, find_host
from callnotes_local.sam_local.forwarder import forward
from callnotes_local.sam_local.variables import shell_lines, write_variables

__all__ = ["check_bridge", "find_host", "forward", "shell_lines", "write_variables"]
