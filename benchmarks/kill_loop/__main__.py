"""`python -m benchmarks.kill_loop --kills N`; exit code 1 when a write is lost or torn."""

import argparse
import os
import sys

from rich.console import Console

from benchmarks.kill_loop.balance import WINDOW_SECONDS, Balance
from benchmarks.kill_loop.run import KillLoop
from benchmarks.scratch import scratch_up
from callnotes_local.command_line.progress import Progress
from callnotes_local.errors import CliError
from callnotes_local.system.process import without_proxy
from callnotes_local.system.user_environment import discard_aws_variables

HEAD = f"kill  acknowledged  present  lost (> {WINDOW_SECONDS:.0f} s)  lost (recent)  torn  save"


def main() -> None:
    """Kill a cloud of its own; print the balance after each kill."""
    parser = argparse.ArgumentParser(prog="benchmarks.kill_loop", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="number of kills (20)")
    parser.add_argument("--notes", type=int, default=0, help="notes before the first kill (0)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the moments (7)")
    given = parser.parse_args()
    discard_aws_variables()
    os.environ.update(without_proxy())
    try:
        kept = kill_and_balance(given.kills, given.seed, given.notes)
    except CliError as error:
        sys.exit(str(error))
    print("Nothing was lost or torn." if kept else "Writes were lost or torn.")
    sys.exit(not kept)


def kill_and_balance(kills: int, seed: int, notes: int) -> bool:
    """Run the loop on a cloud of its own; return whether every balance holds."""
    with scratch_up("kill-loop", Progress(Console(quiet=True))) as up:
        loop = KillLoop(up, seed, notes)
        balances = [show(n, one) for n, one in enumerate(loop.run(kills), 1)]
    return all(balance.holds for balance in balances)


def show(number: int, balance: Balance) -> Balance:
    """Print one balance as a line, and its faults."""
    if number == 1:
        print(HEAD)
    print(
        f"{number:4}  {balance.acknowledged:12}  {balance.present:7}  {len(balance.lost_old):10}"
        f"  {len(balance.lost_recent):13}  {len(balance.torn):4}"
        f"  {balance.save_seconds:.2f} s",
        flush=True,
    )
    for text in [
        *(f"lost: {one.note_id}.{one.version}" for one in balance.lost_old),
        *balance.torn,
    ]:
        print(f"      {text}", flush=True)
    return balance


if __name__ == "__main__":
    main()
