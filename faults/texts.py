"""Rules as people write them: `dynamodb.PutItem@create_note=throttle:2`, or a file of YAML."""

import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from botocore.hooks import EVENT_ALIASES
from botocore.session import Session

from faults.rule import ANY, FAULTS, INVOKE, Rule

EXPERIMENTS = Path(__file__).parent / "experiments"
FORM = re.compile(
    r"(\w[\w-]*|\*)\.(\w+|\*)(?:@(\w+|\*))?=([\w-]+|aws:lambda:[\w-]+)(?::(\d+))?((?:,\w+=[^,]*)*)"
)
# https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
FIS_PARAMETERS = ("startupDelayMilliseconds", "preventExecution", "statusCode")
EXAMPLE = "dynamodb.PutItem=throttle:2"
NUMBERS = {"times": int, "after": int, "seconds": float, "status": int}


class BadRuleError(ValueError):
    """A rule that cannot be; the text gives the reason."""


@dataclass(frozen=True)
class Experiment:
    """Rules that belong together, in a file."""

    name: str
    description: str
    rules: list[Rule]


def read_rules(text: str, functions: Iterable[str]) -> list[Rule]:
    """Return the rules of a text such as `EXAMPLE`, or those of an experiment."""
    return [parse_rule(text, functions)] if "=" in text else read_experiment(text, functions).rules


def parse_rule(text: str, functions: Iterable[str]) -> Rule:
    """Return the rule of a text such as `EXAMPLE`; without a number it holds until it is off."""
    found = FORM.fullmatch(text)
    if not found:
        raise BadRuleError(f"`{text}` is not of the form `{EXAMPLE}`, nor an experiment's name.")
    service, operation, function, fault, times, more = found.groups()
    options = dict(item.split("=", 1) for item in more.split(",")[1:])
    named = {"service": service, "operation": operation, "fault": fault, "times": times}
    given = named | {"function": function} | options
    return make_rule({name: value for name, value in given.items() if value is not None}, functions)


def read_experiment(name: str, functions: Iterable[str]) -> Experiment:
    """Read an experiment of `faults/experiments`, or of the file with this path."""
    path = EXPERIMENTS / f"{name}.yaml"
    path = path if path.exists() else Path(name)
    if path.suffix not in {".yaml", ".yml"} or not path.exists():
        standing = ", ".join(sorted(item.stem for item in EXPERIMENTS.glob("*.yaml")))
        raise BadRuleError(f"There is no experiment `{name}`; there are {standing}.")
    try:
        document = yaml.safe_load(path.read_text())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadRuleError(f"{path} is no YAML: {error}") from error
    match document:
        case {"description": str() as description, "rules": [_, *_] as items, **rest} if not rest:
            rules = [make_rule(item, functions) for item in items]
            return Experiment(path.stem, description, rules)
    raise BadRuleError(f"{path} has other parts than `description` and a list of `rules`.")


def list_experiments(functions: Iterable[str]) -> list[Experiment]:
    """Read all experiments of `faults/experiments`."""
    names = sorted(path.stem for path in EXPERIMENTS.glob("*.yaml"))
    return [read_experiment(name, functions) for name in names]


def make_rule(given: Any, functions: Iterable[str]) -> Rule:
    """Return the rule with these fields, or raise BadRuleError with what is wrong."""
    names = [field.name for field in fields(Rule) if field.name != "fired"]
    if not isinstance(given, dict) or not {"service", "operation", "fault"} <= given.keys():
        raise BadRuleError(f"A rule has service, operation and fault: {given}.")
    given = _translate(given)
    for name in given:
        _require(name, names, "field of a rule")
    _require(given["fault"], FAULTS, "fault")
    _require(given.get("function", ANY), [ANY, *functions], "function")
    service = _service(given["service"], given["operation"])
    rule = Rule(**{**given, "service": service, **_numbers(given)})
    if (rule.service, rule.operation, rule.fault) == (*INVOKE, "throttle"):
        raise BadRuleError("Lambda throttles before it invokes: set reserved concurrency instead.")
    return rule


def show_rule(rule: Rule) -> str:
    """Return the text of a rule, as `parse_rule` reads it."""
    function = "" if rule.function == ANY else f"@{rule.function}"
    times = "" if rule.times is None else f":{rule.times}"
    own = asdict(Rule(rule.service, rule.operation, rule.fault))
    options = [
        f",{name}={getattr(rule, name)}"
        for name in ("after", "seconds", "status", "code")
        if getattr(rule, name) != own[name]
    ]
    return f"{rule.service}.{rule.operation}{function}={rule.fault}{times}{''.join(options)}"


def _translate(given: dict[str, Any]) -> dict[str, Any]:
    """Return a rule with the name and parameters of an action of AWS FIS as one with ours."""
    rest = {name: value for name, value in given.items() if name not in FIS_PARAMETERS}
    before = str(given.get("preventExecution", True)).lower() == "true"
    error = {"fault": "error_before" if before else "error_after"}
    match str(given["fault"]).removeprefix("aws:lambda:"):
        case "invocation-add-delay":
            milliseconds = {"seconds": given.get("startupDelayMilliseconds", 1000)}
            return rest | {"fault": "delay", "seconds": _numbers(milliseconds)["seconds"] / 1000}
        case "invocation-error":
            return rest | error
        case "invocation-http-integration-response":
            return rest | error | {"status": given.get("statusCode", 500)}
    return given


def _service(name: str, operation: str) -> str:
    """Return the service as botocore's events name it."""
    if name == ANY:
        return name
    session = Session()
    available = session.get_available_services()
    name = {alias: old for old, alias in EVENT_ALIASES.items() if old in available}.get(name, name)
    _require(name, available, "service of the SDK")
    operations = session.get_service_model(name).operation_names
    _require(operation, [ANY, *operations], f"operation of {name}")
    return str(EVENT_ALIASES.get(name, name))


def _numbers(given: dict[str, Any]) -> dict[str, float]:
    try:
        numbers = {name: kind(given[name]) for name, kind in NUMBERS.items() if name in given}
    except (TypeError, ValueError, OverflowError) as error:
        raise BadRuleError(f"That is no number: {error}.") from error
    if negative := [name for name, number in numbers.items() if number < 0]:
        raise BadRuleError(f"{negative[0]} cannot be negative.")
    if not math.isfinite(numbers.get("seconds", 0)):
        raise BadRuleError("seconds must have an end.")
    if numbers.get("times") == 0:
        raise BadRuleError("times is at least 1; without it, a rule holds until it is off.")
    if not (status := numbers.get("status", 0)) == 0 and not 100 <= status <= 599:
        raise BadRuleError("status is one of HTTP, 100 to 599, or 0 for no response.")
    return numbers


def _require(name: Any, known: Iterable[str], what: str) -> None:
    names = list(known)
    if name not in names:
        close = get_close_matches(str(name), names, 3, 0.5) or sorted(names)[:12]
        raise BadRuleError(f"There is no {what} `{name}`; there is {', '.join(close)}.")
