"""Questions that only a person answers."""

import sys


def confirm(question: str, wanted: str) -> bool:
    """Ask on the terminal; anything but the wanted word is a no, and so is Ctrl-C."""
    print(f"{question} Type {wanted}: ", end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline().strip() == wanted
    except KeyboardInterrupt:
        return False
