"""`callnotes doctor`: what on this machine keeps the product from running, and the remedy."""

from callnotes_local.doctor.examine import examine
from callnotes_local.doctor.finding import Finding

__all__ = ["Finding", "examine"]
