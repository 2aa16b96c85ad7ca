"""Checks that every function is whole, and names each missing part: the file and what to write."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
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
ROUTE_OF = {route.name: route for route in ROUTES}
CONSUMERS = {consumer for event in EVENTS for consumer in event.consumers}
# The ends of the names of event files that say that a function did what it is for.
GOOD = frozenset({"200", "201", "202", "204", "published", "consumed", "claims", "accepted"})

VARIABLES = "Properties.Environment.Variables"
# Where in a function's section which line stands.
OF_EVERY = (
    ("Metadata", "BuildMethod: makefile"),
    ("Metadata", "WorkingDirectory: functions/{name}"),
    ("Properties", "Role: !GetAtt {camel}Role.Arn"),
    ("Properties", "LoggingConfig: {{LogGroup: !Ref {camel}LogGroup}}"),
    (VARIABLES, "LOGICAL_ID: {camel}Function"),
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


@dataclass(frozen=True)
class Part:
    """A function by its verb_noun."""

    name: str
    template: Json

    @cached_property
    def camel(self) -> str:
        """Its name in the template."""
        return "".join(word.capitalize() for word in self.name.split("_"))

    @cached_property
    def route(self) -> AnyRoute | None:
        """Its row in the table of routes."""
        return ROUTE_OF.get(self.name)

    @cached_property
    def source(self) -> str:
        """The text of its module, or nothing."""
        path = FUNCTIONS / self.name / "app.py"
        return path.read_text() if path.exists() else ""

    @cached_property
    def events(self) -> list[str]:
        """The types of the events it consumes."""
        return [event.type for event in EVENTS if self.name in event.consumers]

    @cached_property
    def is_consumer(self) -> bool:
        """Whether it reads a queue of events."""
        mapped = self.camel in self.template["Mappings"]["Consumers"]
        return self.name in CONSUMERS or mapped or "@consume(" in self.source

    def step(self, number: int) -> str:
        """Where the step is described that makes a part."""
        return f"({CONSUMER_PAGE if self.is_consumer else ROUTE_PAGE}, step {number})"


def find_missing(template: Json) -> list[str]:
    """List what is missing, of all functions that anything names."""
    named = {
        *ROUTE_OF,
        *CONSUMERS,
        *(path.name for path in EVENT_FILES.iterdir() if path.is_dir()),
        *(path.parent.name for path in FUNCTIONS.glob("*/app.py")),
        *(item["Verb"] for item in template["Mappings"]["Functions"].values()),
    }
    return [line for name in sorted(named) for line in _missing(Part(name, template))]


def _missing(part: Part) -> Iterator[str]:
    yield from _missing_in_code(part)
    yield from _missing_in_lists(part)
    yield from _missing_in_section(part)
    yield from _missing_permission(part)
    yield from _missing_events(part)


def _missing_in_code(part: Part) -> Iterator[str]:
    if not part.source:
        yield f"functions/{part.name}/app.py is missing: add its handler {part.step(2)}"
    if "@serve" in part.source and part.route is None:
        place = "layers/core/callnotes/api/*_routes.py"
        line = f'{part.name.upper()} = Route(name="{part.name}", ...)'
        yield f"{place} has no route {part.name}: add `{line}` {part.step(1)}"
    if part.is_consumer and part.name not in CONSUMERS:
        place = "layers/core/callnotes/api/events.py"
        yield f"{place}: name {part.name} in the consumers of its events {part.step(1)}"
    for event in part.events:
        if not re.search(
            rf"^\| `{event}` \|.*`{part.name}`", EVENTS_PAGE.read_text(), re.MULTILINE
        ):
            yield f"docs/events.md, row of {event}: name `{part.name}` {part.step(1)}"
    yield from _missing_use_case(part)


def _missing_use_case(part: Part) -> Iterator[str]:
    path = Path("layers/core/callnotes/usecases") / f"{part.name}.py"
    test = Path("tests/unit/usecases") / f"test_{part.name}.py"
    used = f"callnotes.usecases.{part.name} " in part.source
    if used and not (ROOT / path).exists():
        yield f"{path} is missing: functions/{part.name}/app.py imports it {part.step(2)}"
    if used and not (ROOT / test).exists():
        yield f"{test} is missing: add the tests of the use case {part.step(2)}"


def _missing_in_lists(part: Part) -> Iterator[str]:
    template, camel = part.template, part.camel
    if camel not in template["Mappings"]["Functions"]:
        yield _add("Mappings, Functions", f"{camel}: {{Verb: {part.name}}}", part)
    if part.is_consumer and camel not in template["Mappings"]["Consumers"]:
        types = ", ".join(part.events)
        yield _add("Mappings, Consumers", f"{camel}: {{Types: [{types}]}}", part)
    for section, loop, of_all in (
        ("Resources", "Fn::ForEach::Functions", True),
        ("Resources", "Fn::ForEach::Consumers", False),
        ("Outputs", "Fn::ForEach::ConsumerQueues", False),
    ):
        names = template[section][loop][1]
        if (of_all or part.is_consumer) and camel not in names:
            yield _add(f"{section}, {loop}", f"- {camel}", part)


def _missing_permission(part: Part) -> Iterator[str]:
    roles = part.template["Resources"]["TenantQuotaPolicy"]["Properties"]["Roles"]
    staff = part.route and part.route.roles
    if staff and {"Ref": f"{part.camel}Role"} not in roles:
        yield _add("TenantQuotaPolicy, Properties, Roles", f"- !Ref {part.camel}Role", part)


def _missing_in_section(part: Part) -> Iterator[str]:
    section = part.template["Resources"].get(f"{part.camel}Function")
    if section is None:
        yield f"template.yaml has no {part.camel}Function: add its section {part.step(3)}"
        return
    route = part.route
    path, method = (route.path, route.method) if route else ("", "")
    for place, line in _lines(part):
        text = line.format(name=part.name, camel=part.camel, path=path, method=method)
        if not _holds(section, place, yaml_parse(text)):
            yield _add(f"{part.camel}Function, {place.replace('.', ', ')}", text, part)


def _lines(part: Part) -> tuple[tuple[str, str], ...]:
    if part.is_consumer:
        return OF_EVERY + OF_A_CONSUMER
    if part.route is None:
        return OF_EVERY
    return OF_EVERY + OF_A_ROUTE + (OF_A_STAFF_ROUTE if part.route.roles else OF_A_PUBLIC_ROUTE)


def _holds(section: Json, place: str, expected: Json) -> bool:
    for key in place.split("."):
        section = section.get(key) or {}
    return section.items() >= expected.items()


def _add(place: str, line: str, part: Part) -> str:
    return f"template.yaml, {place}: add `{line}` {part.step(3)}"


def _missing_events(part: Part) -> Iterator[str]:
    folder = EVENT_FILES / part.name
    outcomes = {path.name.split(".")[1] for path in folder.glob("*.*.json")}
    good, bad = (f"{part.route.status}", "400") if part.route else ("consumed", "failed")
    if not outcomes & GOOD:
        yield f"events/{part.name}/ has no good event: add <what>.{good}.json {part.step(4)}"
    if not outcomes - GOOD:
        yield f"events/{part.name}/ has no bad event: add <what>.{bad}.json {part.step(4)}"
    if part.route and 400 in part.route.errors and "400" not in outcomes:
        yield f"events/{part.name}/ makes no 400: add <what>.400.json {part.step(4)}"


def main() -> None:
    """Show what is missing; the exit code is 1 when anything is."""
    missing = find_missing(yaml_parse((ROOT / "template.yaml").read_text()))
    sys.exit("\n".join(missing) if missing else 0)


if __name__ == "__main__":
    main()
