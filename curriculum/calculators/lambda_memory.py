"""How memory buys processor time, and so duration.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""

from dataclasses import dataclass

SMALLEST, LARGEST = 128, 10_240
MB_OF_A_VCPU = 1769
DEFAULT_TIMEOUT, LONGEST_TIMEOUT = 3, 900


@dataclass(frozen=True)
class Row:
    """A memory size in MB, its share of processors, and the seconds of the run."""

    memory: int
    vcpus: float
    seconds: float
    is_timed_out: bool


def count_vcpus(memory: int) -> float:
    """Return the processors that come with a memory size in MB; ValueError for one there is not."""
    if not SMALLEST <= memory <= LARGEST:
        raise ValueError(f"A function has {SMALLEST} to {LARGEST} MB of memory, not {memory}")
    return memory / MB_OF_A_VCPU


def calculate_time(vcpu_seconds: float, memory: int, threads: int = 1) -> float:
    """Return the seconds of a run that needs so many seconds of one whole processor.

    A thread never uses more than one processor: above 1,769 MB only more threads are quicker.
    """
    return vcpu_seconds / min(count_vcpus(memory), threads)


def tabulate(
    vcpu_seconds: float, sizes: list[int], threads: int = 1, timeout: float = DEFAULT_TIMEOUT
) -> list[Row]:
    """Return a row for each size; a run that reaches its timeout is ended there."""
    if not 1 <= timeout <= LONGEST_TIMEOUT:
        raise ValueError(f"A timeout is 1 to {LONGEST_TIMEOUT} s, not {timeout:g}")
    rows = [(size, calculate_time(vcpu_seconds, size, threads)) for size in sizes]
    return [
        Row(size, round(count_vcpus(size), 2), round(min(time, timeout), 3), time > timeout)
        for size, time in rows
    ]
