"""Changes the app's code in small ways, and counts how many of the changes a quick test notices.

Cosmic Ray knows the changes; a sample of them is made, one at a time, in copies of the checkout.
https://cosmic-ray.readthedocs.io/
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome

ROOT = Path(__file__).resolve().parents[1]
APP = Path("layers/core/callnotes")
PARTS = ("domain", "usecases", "adapters", "entry")
TESTS = ("tests/unit", "tests/adapters", "tests/faults")
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.toml"
# In an annotation they are an error at import, which every test would notice.
MEANINGLESS = "core/ReplaceBinaryOperator_BitOr"
# A test that measures time may fail on a busy machine without any change.
UNSTEADY = "-k 'not time_to'"
PASS_PERCENT = 90
PROCESSES = 2
SECONDS_EACH = 300


@dataclass(frozen=True)
class Mutant:
    """One change: where, which, and the line as it stands."""

    spec: MutationSpec
    line: str

    def __str__(self) -> str:
        place = f"{self.spec.module_path}:{self.spec.start_pos[0]}"
        return f"{place}: {self.spec.operator_name.removeprefix('core/')}: {self.line}"

    def is_equivalent(self, known: list[dict[str, str]]) -> bool:
        """Whether it is listed as a change that no test can notice."""
        return any(
            fnmatch(str(self.spec.module_path), entry["file"])
            and self.line == entry["line"]
            and self.spec.operator_name.startswith(f"core/{entry['operator']}")
            for entry in known
        )


def main() -> int:
    """Print the seed, each survivor, and the score; fail below the pass line."""
    options = _parse()
    print(f"seed {options.seed}: `make mutants SEED={options.seed}` makes the same sample")
    known = tomllib.loads(EQUIVALENT.read_text())["mutant"]
    mutants = [mutant for mutant in find_mutants() if not mutant.is_equivalent(known)]
    sample = take_sample(mutants, options.count, options.seed)
    try:
        results = run(sample, options.tests, time.monotonic() + 60 * options.minutes)
    except BrokenProcessPool as error:
        raise SystemExit(f"Nothing was measured: {error}") from None
    survivors = [mutant for mutant, noticed in results if not noticed]
    for mutant in survivors:
        print(f"survived: {mutant}")
    score = 100 * (1 - len(survivors) / len(results)) if results else 0
    print(
        f"{len(results)} of {len(mutants)} mutants, {len(known)} known as equivalent: "
        f"{score:.0f} % killed, {PASS_PERCENT} % needed"
    )
    return 0 if score >= PASS_PERCENT else 1


def find_mutants() -> list[Mutant]:
    """List every change that Cosmic Ray can make to the inner parts of the app."""
    os.chdir(ROOT)
    files = sorted(path for part in PARTS for path in (APP / part).glob("*.py"))
    with tempfile.TemporaryDirectory() as folder, use_db(f"{folder}/session") as session:
        init(files, session, {})
        specs = [item.mutations[0] for item in session.work_items]
    lines = {path: path.read_text().splitlines() for path in files}
    return [
        Mutant(spec, lines[spec.module_path][spec.start_pos[0] - 1].strip())
        for spec in sorted(specs, key=lambda s: (s.module_path, s.operator_name, s.occurrence))
        if not spec.operator_name.startswith(MEANINGLESS)
    ]


def take_sample(mutants: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """Choose places at random, and at each one of the changes that can be made there."""
    shuffled = random.Random(seed).sample(mutants, len(mutants))  # noqa: S311 - no secret
    places = {(mutant.spec.module_path, mutant.spec.start_pos): mutant for mutant in shuffled}
    return list(places.values())[:count]


def run(sample: list[Mutant], tests: list[str], end: float) -> list[tuple[Mutant, bool]]:
    """Return for each mutant whether a test noticed it, as far as there is time."""
    copies = ROOT / "build" / "mutants"
    shutil.rmtree(copies, ignore_errors=True)
    with ProcessPoolExecutor(PROCESSES, initializer=_enter_copy, initargs=(copies, tests)) as pool:
        outcomes = [pool.submit(_is_noticed, mutant, tests, end) for mutant in sample]
        found = [
            (mutant, outcome.result()) for mutant, outcome in zip(sample, outcomes, strict=True)
        ]
    return [(mutant, noticed) for mutant, noticed in found if noticed is not None]


def _is_noticed(mutant: Mutant, tests: list[str], end: float) -> bool | None:
    if time.monotonic() > end:
        return None
    command = f"sh -c '{_pytest(_nearest(mutant, tests))} && {_pytest(tests)}'"
    return mutate_and_test([mutant.spec], command, SECONDS_EACH).test_outcome is TestOutcome.KILLED


def _nearest(mutant: Mutant, tests: list[str]) -> list[str]:
    """Return the tests named like the module, which notice most: they come first."""
    name = f"test_{mutant.spec.module_path.stem}.py"
    return sorted(str(path) for folder in tests for path in Path(folder).rglob(name)) or tests


def _pytest(tests: list[str]) -> str:
    return f"{sys.executable} -m pytest -x -q -p no:cacheprovider {' '.join(tests)}"


def _enter_copy(copies: Path, tests: list[str]) -> None:
    """Let the process work in a copy of its own, whose tests pass before anything is changed."""
    copy = copies / str(os.getpid())
    for path in _files():
        target = copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(copy / "layers/core"), str(copy / "local")])
    os.environ["PYTEST_ADDOPTS"] = UNSTEADY
    # Compiled now, so that later only the changed module has to be.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    before = subprocess.run(
        _pytest(tests).split(), env=environment, check=False, capture_output=True, text=True
    )
    if before.returncode:
        raise RuntimeError(f"The tests fail before anything is changed:\n{before.stdout[-3000:]}")


def _files() -> Iterator[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return (name for name in listed.stdout.splitlines() if (ROOT / name).is_file())


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))  # noqa: S311 - no secret
    parser.add_argument("--count", type=int, default=60, help="size of the sample")
    parser.add_argument("--minutes", type=float, default=10, help="begin no mutant after these")
    parser.add_argument("--tests", nargs="+", default=list(TESTS), help="what has to notice")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
