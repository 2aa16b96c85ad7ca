"""Checks that every function is complete; names each missing part: the file and what to write."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from samcli.yamlhelper import yaml_parse

from callnotes.api.events import EVENTS
from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS, EVENT_FILES = ROOT / "functions", ROOT / "events"
EVENTS_PAGE = ROOT / "docs" / "events.md"
ROUTE_PAGE, CONSUMER_PAGE = "docs/add-a-route.md", "docs/add-a-consumer.md"
TASK_PAGE = "docs/add-a-workflow-function.md"
ROUTE_OF = {route.name: route for route in ROUTES}
# The outcomes, in the names of event files, of a function that succeeded.
GOOD = frozenset(
    {"200", "201", "202", "204", "published", "consumed", "claims", "accepted", "valid", "done"}
)

VARIABLES = "Properties.Environment.Variables"
# Where in a function's section which line stands.
OF_EVERY = (
    ("Metadata", "BuildMethod: makefile"),
    ("Metadata", "WorkingDirectory: functions/{name}"),
    ("Properties", "Role: !GetAtt {camel}Role.Arn"),
    ("Properties", "LoggingConfig: {{LogGroup: !Ref {camel}LogGroup}}"),
)
OF_A_ROUTE = (
    (VARIABLES, "CONSOLE_ORIGIN: !Ref ConsoleOrigin"),
    ("Properties.Events.Api", "Type: Api"),
    ("Properties.Events.Api.Properties", "RestApiId: !Ref Api"),
    ("Properties.Events.Api.Properties", 'Path: "{path}"'),
    ("Properties.Events.Api.Properties", "Method: {method}"),
)
OF_A_PUBLIC_ROUTE = (("Properties.Events.Api.Properties", "Auth: {{Authorizer: NONE}}"),)
OF_A_STAFF_ROUTE = (
    (VARIABLES, "USER_POOL_CLIENT_ID: !Ref UserPoolClient"),
    (VARIABLES, "TENANT_RATE: !Ref TenantRate"),
    (VARIABLES, "TABLE_NAME: !Ref Table"),
)
OF_A_CONSUMER = (
    ("Properties.Events.Queue", "Type: SQS"),
    ("Properties.Events.Queue.Properties", "Queue: !GetAtt {camel}Queue.Arn"),
    ("Properties.Events.Queue.Properties", "FunctionResponseTypes: [ReportBatchItemFailures]"),
)

type Json = dict[str, Any]
# Whether something is there, the step of the page that makes it, and what to write.
type Check = tuple[object, int, str]


@dataclass(frozen=True)
class Part:
    """A function by its verb_noun, its name in the template, and its row in the routes."""

    name: str
    camel: str
    route: AnyRoute | None
    source: str
    events: list[str]
    is_consumer: bool

    @property
    def is_task(self) -> bool:
        """Whether it is a state of a workflow."""
        return "@task(" in self.source

    @property
    def page(self) -> str:
        """The page that describes how to add such a function."""
        return TASK_PAGE if self.is_task else CONSUMER_PAGE if self.is_consumer else ROUTE_PAGE

    @property
    def outcomes(self) -> tuple[str, str]:
        """The ends of the names of a good and of a bad event's file."""
        if self.route:
            return f"{self.route.status}", "400"
        return ("done", "refused") if self.is_task else ("consumed", "failed")

    @classmethod
    def read(cls, name: str, template: Json) -> "Part":
        """Read the part of this name; its events are the types that it consumes."""
        path = FUNCTIONS / name / "app.py"
        source = path.read_text() if path.exists() else ""
        camel = "".join(word.capitalize() for word in name.split("_"))
        events = [event.type for event in EVENTS if name in event.consumers]
        consumes = events or camel in template["Mappings"]["Consumers"] or "@consume(" in source
        return cls(name, camel, ROUTE_OF.get(name), source, events, bool(consumes))


def find_missing(template: Json) -> list[str]:
    """List what is missing, of all functions that anything names."""
    named = {
        *ROUTE_OF,
        *(consumer for event in EVENTS for consumer in event.consumers),
        *(path.name for path in EVENT_FILES.iterdir() if path.is_dir()),
        *(path.parent.name for path in FUNCTIONS.glob("*/app.py")),
        *(item["Verb"] for item in template["Mappings"]["Functions"].values()),
    }
    parts = [Part.read(name, template) for name in sorted(named)]
    return [
        f"{text} ({part.page}, step {step})"
        for part in parts
        for is_there, step, text in _checks(part, template)
        if not is_there
    ]


def _checks(part: Part, template: Json) -> Iterator[Check]:
    yield from _check_code(part)
    if part.is_consumer:
        yield from _check_consumed_events(part)
    if part.is_task:
        yield from _check_state(part, template["Resources"])
    yield from _check_lists(part, template)
    yield from _check_section(part, template["Resources"].get(f"{part.camel}Function"))
    yield from _check_event_files(part)


def _check_code(part: Part) -> Iterator[Check]:
    name = part.name
    yield part.source, 2, f"functions/{name}/app.py is missing: add its handler"
    line = f'{name.upper()} = Route(name="{name}", ...)'
    text = f"layers/core/callnotes/api/*_routes.py has no route {name}: add `{line}`"
    yield "@serve" not in part.source or part.route, 1, text
    if f"callnotes.usecases.{name} " in part.source:
        module = f"layers/core/callnotes/usecases/{name}.py"
        text = f"{module} is missing: functions/{name}/app.py imports it"
        yield (ROOT / module).exists(), 2, text
        test = f"tests/unit/usecases/test_{name}.py"
        yield (ROOT / test).exists(), 2, f"{test} is missing: add the tests of the use case"


def _check_consumed_events(part: Part) -> Iterator[Check]:
    place = "layers/core/callnotes/api/events.py"
    yield part.events, 1, f"{place}: name {part.name} in the consumers of its events"
    page = EVENTS_PAGE.read_text()
    for event in part.events:
        row = re.search(rf"^\| `{event}` \|.*`{part.name}`", page, re.MULTILINE)
        yield row, 1, f"docs/events.md, row of {event}: name `{part.name}`"


def _check_state(part: Part, resources: Json) -> Iterator[Check]:
    line = f"{part.camel}Function: !Ref {part.camel}Function.Alias"
    machines = [
        item["Properties"]["DefinitionSubstitutions"]
        for item in resources.values()
        if isinstance(item, dict) and item["Type"] == "AWS::Serverless::StateMachine"
    ]
    named = any(f"{part.camel}Function" in substitutions for substitutions in machines)
    yield named, 1, _add("a state machine, Properties, DefinitionSubstitutions", line)


def _check_lists(part: Part, template: Json) -> Iterator[Check]:
    camel, mappings = part.camel, template["Mappings"]
    line = f"{camel}: {{Verb: {part.name}}}"
    yield camel in mappings["Functions"], 3, _add("Mappings, Functions", line)
    loops = [("Resources", "Fn::ForEach::Functions")]
    if part.is_consumer:
        line = f"{camel}: {{Types: [{', '.join(part.events)}]}}"
        yield camel in mappings["Consumers"], 3, _add("Mappings, Consumers", line)
        loops.append(("Resources", "Fn::ForEach::Consumers"))
        loops.append(("Outputs", "Fn::ForEach::ConsumerQueues"))
    for section, loop in loops:
        yield camel in template[section][loop][1], 3, _add(f"{section}, {loop}", f"- {camel}")
    if part.route and part.route.roles:
        roles = template["Resources"]["TenantQuotaPolicy"]["Properties"]["Roles"]
        text = _add("TenantQuotaPolicy, Properties, Roles", f"- !Ref {camel}Role")
        yield {"Ref": f"{camel}Role"} in roles, 3, text


def _check_section(part: Part, section: Json | None) -> Iterator[Check]:
    name = f"{part.camel}Function"
    yield section is not None, 3, f"template.yaml has no {name}: add its section"
    path, method = (part.route.path, part.route.method) if part.route else ("", "")
    for place, line in _lines(part) if section else ():
        text = line.format(name=part.name, camel=part.camel, path=path, method=method)
        holder = reduce(lambda found, key: found.get(key) or {}, place.split("."), section or {})
        is_there = holder.items() >= yaml_parse(text).items()
        yield is_there, 3, _add(f"{name}, {place.replace('.', ', ')}", text)


def _lines(part: Part) -> tuple[tuple[str, str], ...]:
    if part.is_consumer:
        return OF_EVERY + OF_A_CONSUMER
    if part.route is None:
        return OF_EVERY
    return OF_EVERY + OF_A_ROUTE + (OF_A_STAFF_ROUTE if part.route.roles else OF_A_PUBLIC_ROUTE)


def _add(place: str, line: str) -> str:
    return f"template.yaml, {place}: add `{line}`"


def _check_event_files(part: Part) -> Iterator[Check]:
    folder = f"events/{part.name}/"
    outcomes = {path.name.split(".")[1] for path in (ROOT / folder).glob("*.*.json")}
    good, bad = part.outcomes
    yield outcomes & GOOD, 4, f"{folder} has no good event: add <what>.{good}.json"
    yield outcomes - GOOD, 4, f"{folder} has no bad event: add <what>.{bad}.json"
    if part.route and 400 in part.route.errors:
        yield "400" in outcomes, 4, f"{folder} makes no 400: add <what>.400.json"


def main() -> None:
    """Show what is missing; the exit code is 1 when anything is."""
    missing = find_missing(yaml_parse((ROOT / "template.yaml").read_text()))
    sys.exit("\n".join(missing) if missing else 0)


if __name__ == "__main__":
    main()
