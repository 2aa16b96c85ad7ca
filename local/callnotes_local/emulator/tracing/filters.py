"""Filter expressions: terms, joined by AND (may be left out) and OR; no parentheses, no edge().

https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
"""

import operator
import re
from collections.abc import Callable
from typing import Any

from callnotes_local.emulator.tracing.traces import Trace

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "CONTAINS": operator.contains,
    "BEGINSWITH": str.startswith,
    "ENDSWITH": str.endswith,
}
TERM = re.compile(
    r"""\s*(?:(?P<join>OR|AND)\b)?\s*(?P<refused>!)?\s*(?:
    (?P<is_service>service)\(\s*(?:"(?P<service>[^"]*)")?\s*\)(?:\s*\{(?P<inside>[^{}]*)\})?
    |(?:annotation\[(?P<key>[\w.:-]+)\]
    |(?P<keyword>annotation\.[\w.:-]+|(?:ok|error|fault|throttle|partial|duration|responsetime
    |http\.(?:url|method|status))\b))
    (?:\s*(?P<sign><=|>=|!=|[=<>]|(?:CONTAINS|BEGINSWITH|ENDSWITH)(?=\s*"))
    \s*(?:"(?P<text>[^"]*)"|(?P<flag>true|false)\b|(?P<number>-?\d+(?:\.\d+)?)))?)\s*""",
    re.VERBOSE | re.IGNORECASE,
)
type Test = Callable[[Trace], bool]


def parse_filter(expression: str) -> Test:
    """Return the expression's test; raise ValueError with the part that is wrong."""
    ways: list[list[tuple[Test, bool]]] = [[]]
    position = 0
    while position < len(expression) or not position:
        found = TERM.match(expression, position)
        if found is None or (found["join"] and not position):
            rest = expression[position:]
            raise ValueError(f"Malformed, or not supported here (docs/traces.md): {rest!r}.")
        if (found["join"] or "").upper() == "OR":
            ways.append([])
        test = _look_inside(found) if found["is_service"] else _compare(found)
        ways[-1].append((test, not found["refused"]))
        position = found.end()
    return lambda trace: any(all(test(trace) is wanted for test, wanted in way) for way in ways)


def _look_inside(found: re.Match[str]) -> Test:
    name, inside = found["service"], found["inside"]
    test = (lambda _: True) if inside is None else parse_filter(inside)
    return lambda trace: any(
        test(Trace(trace.trace_id, [segment]))
        for segment in trace.segments
        if name in (None, segment["name"])
    )


def _compare(found: re.Match[str]) -> Test:
    name = f"annotation.{found['key']}" if found["key"] else found["keyword"]
    name = name if name.startswith("annotation.") else name.lower()
    if not found["sign"]:
        return lambda trace: any(value is not False for value in trace.values[name])
    compare, text = OPERATORS[found["sign"].upper()], found["text"]
    flag = found["flag"] and found["flag"].lower() == "true"
    wanted = text if text is not None else flag if found["flag"] else float(found["number"])
    kinds = (int, float) if isinstance(wanted, float) else type(wanted)
    return lambda trace: any(
        isinstance(value, kinds) and compare(value, wanted) for value in trace.values[name]
    )
