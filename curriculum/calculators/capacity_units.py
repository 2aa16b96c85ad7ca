"""Capacity units of DynamoDB: sizes are rounded up for each item, before they are multiplied.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html
"""

import math
from enum import StrEnum

KB_OF_A_WRITE, KB_OF_A_READ = 1, 4


class Read(StrEnum):
    """How a read sees writes that have just happened."""

    STRONG = "strong"
    EVENTUAL = "eventual"
    TRANSACTIONAL = "transactional"


UNITS_OF_A_READ = {Read.STRONG: 1.0, Read.EVENTUAL: 0.5, Read.TRANSACTIONAL: 2.0}


def count_write_units(per_second: int, kb: float, *, transactional: bool = False) -> int:
    """Return the WCU of so many writes a second of items of so many KB."""
    return per_second * math.ceil(kb / KB_OF_A_WRITE) * (2 if transactional else 1)


def count_read_units(per_second: int, kb: float, read: Read = Read.STRONG) -> int:
    """Return the RCU of so many reads a second of items of so many KB."""
    return math.ceil(per_second * math.ceil(kb / KB_OF_A_READ) * UNITS_OF_A_READ[read])
