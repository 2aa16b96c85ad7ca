"""How many prefixes a rate of requests to S3 needs, and keys that spread over them.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
"""

import math
from hashlib import sha256

READS_A_SECOND, WRITES_A_SECOND = 5500, 3500


def count_prefixes(reads: int, writes: int = 0) -> int:
    """Return the prefixes for so many GET or HEAD, and PUT, POST or DELETE, a second."""
    return max(1, math.ceil(reads / READS_A_SECOND + writes / WRITES_A_SECOND))


def spread_key(key: str, prefixes: int) -> str:
    """Return the key below one of so many prefixes, always the same one."""
    number = int.from_bytes(sha256(key.encode()).digest()[:8]) % prefixes
    return f"{number:02x}/{key}"
