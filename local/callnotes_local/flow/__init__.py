"""Where a note's events went, read from logs, table, queues and audit trail."""

from callnotes_local.flow.hop import Hop, HopStatus, to_text
from callnotes_local.flow.read import read_flow

__all__ = ["Hop", "HopStatus", "read_flow", "to_text"]
