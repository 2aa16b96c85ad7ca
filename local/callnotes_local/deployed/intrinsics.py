"""The intrinsic functions of a transformed template, resolved as the deployed stack has them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import getitem
from typing import Any

VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")
NO_VALUE = object()


class UnresolvedError(LookupError):
    """A value needs something that this resolver does not know."""


@dataclass(frozen=True)
class Resolver:
    """Resolves intrinsic functions; `known` gives what a Ref or a `Resource.Attribute` names."""

    known: Callable[[str], Any]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    mappings: Mapping[str, Any] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """The value with every intrinsic function in it replaced by what it stands for."""
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name in self._functions:
                return self._functions[name](argument)
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    def holds(self, condition: str) -> bool:
        """Whether a named condition of the template is true."""
        return bool(self.resolve(self.conditions[condition]))

    @property
    def _functions(self) -> dict[str, Callable[[Any], Any]]:
        return {
            "Ref": lambda a: NO_VALUE if a == "AWS::NoValue" else self.known(a),
            "Condition": self.holds,
            "Fn::GetAtt": lambda a: self.known(a if isinstance(a, str) else ".".join(a)),
            "Fn::Sub": self._substitute,
            "Fn::Join": lambda a: str(a[0]).join(map(str, self.resolve(a[1]))),
            "Fn::If": lambda a: self.resolve(a[1] if self.holds(a[0]) else a[2]),
            "Fn::Equals": lambda a: self.resolve(a[0]) == self.resolve(a[1]),
            "Fn::Not": lambda a: not self.resolve(a[0]),
            "Fn::And": lambda a: all(map(self.resolve, a)),
            "Fn::Or": lambda a: any(map(self.resolve, a)),
            "Fn::Select": lambda a: self.resolve(a[1])[int(self.resolve(a[0]))],
            "Fn::Split": lambda a: self.resolve(a[1]).split(a[0]),
            "Fn::FindInMap": lambda a: reduce(getitem, map(self.resolve, a), self.mappings),
        }

    def _substitute(self, argument: Any) -> str:
        text, given = argument if isinstance(argument, list) else (argument, {})

        def replace(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return f"${{{name}}}"
            return str(self.resolve(given[name]) if name in given else self.known(name))

        return VARIABLE.sub(replace, text)
