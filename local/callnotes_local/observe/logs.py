"""`callnotes logs`: what functions wrote, in the order of time."""

from collections.abc import Iterator

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe.function_logs import LogLine, list_functions, read_lines

PLATFORM_LINES = ("START RequestId", "END RequestId", "REPORT RequestId", "INIT_START")


def read_logs(
    cloud: Cloud, function: str | None, request_id: str | None, limit: int
) -> list[LogLine]:
    """The newest lines of one function or of all, those of one request when it is given."""
    known = list_functions(cloud)
    if function and function not in known:
        raise CliError(
            f"There is no function {function!r}.",
            f"Functions are {', '.join(known)}.",
            "callnotes logs",
            ExitCode.UNKNOWN_ID,
        )
    lines = sorted(
        _read(cloud, [function] if function else known, request_id), key=lambda line: line.at
    )
    return lines[-limit:]


def _read(cloud: Cloud, functions: list[str], request_id: str | None) -> Iterator[LogLine]:
    for function in functions:
        for line in read_lines(cloud, function, containing=request_id):
            if not line.text.startswith(PLATFORM_LINES):
                yield line
