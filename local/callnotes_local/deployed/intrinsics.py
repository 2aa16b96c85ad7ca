"""The intrinsic functions of a transformed template, resolved as the deployed stack has them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")
NO_VALUE = object()


class UnresolvedError(LookupError):
    """A value needs something that this resolver does not know."""


@dataclass(frozen=True)
class Resolver:
    """Answers intrinsic functions from parameters, physical ids, attributes and conditions."""

    references: Mapping[str, str]
    attributes: Callable[[str, str], str]
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
            "Ref": self._ref,
            "Condition": self.holds,
            "Fn::GetAtt": self._get_attribute,
            "Fn::Sub": self._substitute,
            "Fn::Join": lambda a: str(a[0]).join(map(str, self.resolve(a[1]))),
            "Fn::If": lambda a: self.resolve(a[1] if self.holds(a[0]) else a[2]),
            "Fn::Equals": lambda a: self.resolve(a[0]) == self.resolve(a[1]),
            "Fn::Not": lambda a: not self.resolve(a[0]),
            "Fn::And": lambda a: all(map(self.resolve, a)),
            "Fn::Or": lambda a: any(map(self.resolve, a)),
            "Fn::Select": lambda a: self.resolve(a[1])[int(self.resolve(a[0]))],
            "Fn::Split": lambda a: self.resolve(a[1]).split(a[0]),
            "Fn::FindInMap": self._find_in_map,
        }

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return NO_VALUE
        if name not in self.references:
            raise UnresolvedError(name)
        return self.references[name]

    def _get_attribute(self, argument: str | list[str]) -> str:
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        return self.attributes(parts[0], parts[1])

    def _substitute(self, argument: Any) -> str:
        text, given = argument if isinstance(argument, list) else (argument, {})
        return VARIABLE.sub(lambda match: self._variable(match, given), text)

    def _variable(self, match: re.Match[str], given: Mapping[str, Any]) -> str:
        literal, name = match.groups()
        if literal:
            return f"${{{name}}}"
        if name in given:
            return str(self.resolve(given[name]))
        return str(self._get_attribute(name) if "." in name else self._ref(name))

    def _find_in_map(self, argument: list[Any]) -> Any:
        table, first, second = map(self.resolve, argument)
        return self.mappings[table][first][second]
