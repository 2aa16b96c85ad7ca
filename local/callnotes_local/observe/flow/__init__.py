"""Where a note's events went, read from logs, table, queues and audit trail."""

from callnotes_local.observe.flow.hop import Hop, HopStatus, to_text
from callnotes_local.observe.flow.read import read_flow, read_wiring

__all__ = ["Hop", "HopStatus", "read_flow", "read_wiring", "to_text"]
