"""Runs queries of CloudWatch Logs Insights on log events: the part of the language that we use.

What it does not know is an error, and so is a field that no event has: CloudWatch would return
empty cells. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

type Row = dict[str, Any]
type Predicate = Callable[[Row], bool]

TOKEN = re.compile(
    r"""\s*(?: (?P<text>"[^"]*"|'[^']*') | (?P<regex>/(?:\\.|[^/])+/i?)
      | (?P<sign><=|>=|!=|[=<>()\[\],|*]) | (?P<name>@?[\w.]+) )""",
    re.VERBOSE,
)
COMMANDS = ("fields", "filter", "stats", "sort", "limit")
KEYWORDS = {"and", "or", "not", "in", "like", "as", "by", "asc", "desc"}


class QueryError(ValueError):
    """The query is none, or of a field that nothing has."""


@dataclass(frozen=True)
class Event:
    """One event of a log group; `at` in milliseconds since the epoch."""

    group: str
    at: int
    message: str

    def to_row(self) -> Row:
        """Its own fields, and those that CloudWatch discovers in JSON."""
        own = {"@timestamp": self.at, "@log": self.group, "@message": self.message}
        try:
            return own | dict(flatten(json.loads(self.message)))
        except ValueError:
            return own


def flatten(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """`{"a": [{"b": 1}]}` as `a.0.b`; numbers in texts are numbers, as Insights compares them."""
    members = enumerate(value) if isinstance(value, list) else value.items()
    for key, member in members if isinstance(value, list | dict) else ():
        path = f"{name}.{key}" if name else str(key)
        if isinstance(member, list | dict):
            yield from flatten(member, path)
        else:
            yield path, to_number(member)


def to_number(value: Any) -> Any:
    """A number where there is one."""
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", str(value)) else value


def run_query(text: str, events: Sequence[Event]) -> list[Row]:
    """The rows of the result; QueryError names what is wrong."""
    rows = [event.to_row() for event in events]
    query = Query(list(tokenize(text)), {name for row in rows for name in row})
    while query.tokens:
        rows = query.take_command()(rows)
    return rows


def tokenize(text: str) -> Iterator[str]:
    position = 0
    while position < len(text.rstrip()):
        found = TOKEN.match(text, position)
        if not found:
            raise QueryError(f"not understood: {text[position:].strip()!r}")
        yield found[0].strip()
        position = found.end()


@dataclass
class Query:
    """What is left of a query, and the fields that there are."""

    tokens: list[str]
    known: set[str]
    shown: list[str] = field(default_factory=list)

    def take(self, *allowed: str) -> str:
        if not self.tokens or (allowed and self.tokens[0].lower() not in allowed):
            raise QueryError(f"{self.tokens[:1] or 'the end'} is none of {allowed}")
        return self.tokens.pop(0)

    def accepts(self, *words: str) -> bool:
        if self.tokens and self.tokens[0].lower() in words:
            self.tokens.pop(0)
            return True
        return False

    def take_field(self) -> str:
        name = self.take()
        if name not in self.known or name in KEYWORDS:
            raise QueryError(f"no log event has the field {name}")
        return name

    def take_list[T](self, item: Callable[[], T]) -> list[T]:
        items = [item()]
        while self.accepts(","):
            items.append(item())
        return items

    def take_command(self) -> Callable[[list[Row]], list[Row]]:
        command = self.take(*COMMANDS).lower()
        done: Callable[[list[Row]], list[Row]] = getattr(self, f"take_{command}")()
        if self.tokens:
            self.take("|")
        return done

    def take_fields(self) -> Callable[[list[Row]], list[Row]]:
        names = self.take_list(self.take_field)
        return lambda rows: [{name: row.get(name) for name in names} | row for row in rows]

    def take_limit(self) -> Callable[[list[Row]], list[Row]]:
        number = int(self.take())
        return lambda rows: rows[:number]

    def take_sort(self) -> Callable[[list[Row]], list[Row]]:
        name = self.take_field()
        backwards = not self.accepts("asc") and self.accepts("desc")
        # Whatever has no such field comes last.
        return lambda rows: sorted(
            rows, key=lambda row: (row.get(name) is not None, row.get(name)), reverse=backwards
        )

    def take_filter(self) -> Callable[[list[Row]], list[Row]]:
        holds = self.take_or()
        return lambda rows: [row for row in rows if holds(row)]

    def take_or(self) -> Predicate:
        parts = [self.take_and()]
        while self.accepts("or"):
            parts.append(self.take_and())
        return lambda row: any(part(row) for part in parts)

    def take_and(self) -> Predicate:
        parts = [self.take_condition()]
        while self.accepts("and"):
            parts.append(self.take_condition())
        return lambda row: all(part(row) for part in parts)

    def take_condition(self) -> Predicate:
        if self.accepts("ispresent"):
            self.take("(")
            present = self.take_field()
            self.take(")")
            return lambda row: row.get(present) is not None
        name, sign = self.take_field(), self.take("=", "like", "in")
        if sign == "in":
            self.take("[")
            values = self.take_list(self.take_value)
            self.take("]")
            return lambda row: row.get(name) in values
        if sign == "like":
            pattern = re.compile(self.take().strip("/"))
            return lambda row: bool(pattern.search(str(row.get(name, ""))))
        value = self.take_value()
        return lambda row: row.get(name) == value

    def take_value(self) -> Any:
        token = self.take()
        if token[0] in "\"'":
            return to_number(token[1:-1])
        if isinstance(number := to_number(token), float):
            return number
        raise QueryError(f"{token} is no value")

    def take_stats(self) -> Callable[[list[Row]], list[Row]]:
        columns = self.take_list(self.take_column)
        names = self.take_list(self.take_field) if self.accepts("by") else []
        self.known = {name for name, _ in columns} | set(names)

        def group(rows: list[Row]) -> list[Row]:
            groups: dict[tuple[Any, ...], list[Row]] = {}
            for row in rows:
                groups.setdefault(tuple(row.get(name) for name in names), []).append(row)
            return [
                dict(zip(names, key, strict=True)) | {c: count(own) for c, count in columns}
                for key, own in groups.items()
            ]

        return group

    def take_column(self) -> tuple[str, Callable[[list[Row]], Any]]:
        function = self.take("count", "count_distinct", "latest")
        self.take("(")
        name = "*" if function == "count" and self.accepts("*") else self.take_field()
        self.take(")")
        self.take("as")
        return self.take(), lambda rows: FUNCTIONS[function](rows, name)


def present(rows: list[Row], name: str) -> list[Any]:
    return [row[name] for row in rows if row.get(name) is not None]


def latest(rows: list[Row], name: str) -> Any:
    return next(iter(present(sorted(rows, key=lambda r: -r["@timestamp"]), name)), None)


FUNCTIONS: dict[str, Callable[[list[Row], str], Any]] = {
    "count": lambda rows, name: len(rows if name == "*" else present(rows, name)),
    "count_distinct": lambda rows, name: len(set(present(rows, name))),
    "latest": latest,
}
