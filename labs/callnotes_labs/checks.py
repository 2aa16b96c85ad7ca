"""Runs a lab's checks: each finding has what was seen, what was expected, and what to do next."""

import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from botocore.exceptions import BotoCoreError, ClientError

from callnotes_labs.bench import Bench, failed_call
from callnotes_labs.catalogue import Lab
from callnotes_labs.template import check_template, read_template
from callnotes_labs.texts import Text
from callnotes_labs.working_copy import WorkingCopy


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The result of one check; `page` is AWS's own about it."""

    id: str
    passed: bool
    seen: Text
    expected: Text
    next_move: Text
    page: str


# What AWS refuses, or a function returns that no check has foreseen.
UNFORESEEN = (ClientError, BotoCoreError, LookupError, ValueError, TypeError, AttributeError)

type Check = Callable[[Bench], Iterable[Finding]]


def deploy_copy(copy: WorkingCopy, bench: Bench) -> None:
    """Deploy the learner's template and code, when they can be read."""
    copy.check_syntax()
    template = read_template(copy.template)
    check_template(template)
    bench.stack.deploy(template)


def run_checks(lab: Lab, bench: Bench) -> Iterator[Finding]:
    """Each finding as soon as it is made."""
    try:
        yield from _load_check(lab)(bench)
    except UNFORESEEN as error:
        raise failed_call(error) from error


def _load_check(lab: Lab) -> Check:
    path = lab.folder / "checks.py"
    spec = importlib.util.spec_from_file_location(f"{lab.id}.checks", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Check", module.check)
