"""`python -m workers.file_escalations --activity ARN --records FOLDER`; docs/workers.md."""

import argparse
import logging
import os
import socket
import sys
from pathlib import Path

from callnotes.adapters.folder_records import FolderRecords
from callnotes.adapters.sfn_activity import StepFunctionsActivity
from callnotes.domain.errors import WorkerRefused
from workers.file_escalations.loop import Stop, run_worker

# Above those of its modules; the SDK's own lines stay out.
log = logging.getLogger("workers.file_escalations")
NEXT = (
    "Check --activity against the stack's output FilingActivityArn, region and credentials "
    "(AWS_DEFAULT_REGION, AWS_PROFILE), and that the policy FilingWorkerPolicyArn is attached."
)


def main(arguments: list[str] | None = None) -> int:
    """Work until a signal; return 2 when the activity refuses this worker."""
    options = _read(arguments)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    log.setLevel(logging.INFO)
    # In the execution's history: which machine and process took the task.
    name = f"{socket.gethostname()}-{os.getpid()}"
    stop = Stop()
    stop.listen()
    records = FolderRecords(options.records, options.seconds)
    try:
        activity = StepFunctionsActivity.connect(options.activity, name)
        log.info("%s polls %s", name, options.activity)
        run_worker(activity, records, stop, once=options.once)
    except WorkerRefused as error:
        log.error("This worker cannot poll: %s %s", error, NEXT)  # noqa: TRY400
        return 2
    return 0


def _read(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m workers.file_escalations", description=__doc__)
    parser.add_argument("--activity", required=True, help="its ARN: the output FilingActivityArn")
    parser.add_argument("--records", type=Path, required=True, help="the folder of the records")
    parser.add_argument("--once", action="store_true", help="end after one task, or an empty poll")
    parser.add_argument(
        "--seconds", type=float, default=0, help="how long each record takes, for experiments"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
