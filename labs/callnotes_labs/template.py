"""A lab's template: read with its line numbers, and refused where AWS would refuse it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from callnotes_labs.errors import LabError
from callnotes_labs.texts import Text, same
from callnotes_local.cloud.cloud import STACK_NAME
from callnotes_local.deployment_check.schema import find_unknown

VARIABLE = re.compile(r"\$\{([^!}]+)\}")
SHORT_FORMS = {"Ref": "Ref", "Condition": "Condition"}

type TemplatePath = tuple[str, ...]


class _Loader(yaml.SafeLoader):
    """Reads `!Ref x` as `{"Ref": "x"}`, and dates as text, as CloudFormation does."""


def _construct_function(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = SHORT_FORMS.get(suffix, f"Fn::{suffix}")
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}  # type: ignore[arg-type]


def _construct_text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_multi_constructor("!", _construct_function)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _construct_text)


@dataclass(frozen=True)
class Template:
    """The document, and where its parts are in the file."""

    path: Path
    body: Mapping[str, Any]
    root: yaml.Node

    @property
    def resources(self) -> Mapping[str, Any]:
        """Its resources by logical id."""
        return dict(self.body["Resources"])

    def find_line(self, path: TemplatePath) -> int:
        """The line of a property, or of the nearest part around it."""
        node, line = self.root, 1
        for name in path:
            pairs = node.value if isinstance(node, yaml.MappingNode) else ()
            found = next(((key, value) for key, value in pairs if key.value == name), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line

    def refuse(self, path: TemplatePath, why: Text) -> LabError:
        """The error that names the place."""
        line = self.find_line(path)
        place = f"{self.path.name}:{line} ({'/'.join(path)})"
        return LabError(
            Text(
                f"{place}: CloudFormation refuses this.", f"{place}: CloudFormation이 거부합니다."
            ),
            why,
            Text(f"correct line {line} of {self.path}", f"{self.path}의 {line}번째 줄을 고치세요"),
        )


def read_template(path: Path) -> Template:
    """Read a template, or say in which line it is no YAML."""
    try:
        text = path.read_text()
        root = yaml.compose(text, _Loader)
        body = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader with CloudFormation's tags
    except FileNotFoundError:
        what = Text(f"{path} is not there.", f"{path} 파일이 없습니다.")
        why = Text("A lab is deployed from its template.", "실습은 템플릿으로 배포됩니다.")
        raise LabError(what, why, same(f"callnotes labs reset {path.parent.name}")) from None
    except (yaml.MarkedYAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise LabError(
            Text(f"{path.name}:{line} is not valid YAML.", f"{path.name}:{line}: YAML이 아닙니다."),
            same(str(getattr(error, "problem", None) or error)),
            Text(f"correct line {line} of {path}", f"{path}의 {line}번째 줄을 고치세요"),
        ) from error
    if not isinstance(body, dict) or not isinstance(body.get("Resources"), dict) or root is None:
        what = Text(f"{path.name} has no Resources.", f"{path.name}에 Resources가 없습니다.")
        why = Text("A template needs at least one.", "템플릿에는 리소스가 하나 이상 필요합니다.")
        raise LabError(what, why, same(f"callnotes labs reset {path.parent.name}"))
    return Template(path, body, root)


def check_template(template: Template) -> None:
    """Refuse what AWS refuses and the local cloud takes: unknown names and properties."""
    for logical_id, resource in template.resources.items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            why = Text("This resource has no Type.", "이 리소스에 Type이 없습니다.")
            raise template.refuse(("Resources", logical_id), why)
        if not isinstance(resource.get("Properties") or {}, dict):
            why = Text("Properties are names with values.", "Properties는 이름과 값이어야 합니다.")
            raise template.refuse(("Resources", logical_id, "Properties"), why)
        for path in find_unknown(resource["Type"], resource.get("Properties") or {}):
            why = Text(
                f"{resource['Type']} has no property {'.'.join(path)}.",
                f"{resource['Type']}에는 {'.'.join(path)} 속성이 없습니다.",
            )
            raise template.refuse(("Resources", logical_id, "Properties", *path), why)
    _check_names(template)


def _check_names(template: Template) -> None:
    known = {*template.resources, *(template.body.get("Parameters") or {})}
    for path, name in (*_find_dependencies(template), *_find_references(template.body, ())):
        if name not in known and not name.startswith("AWS::"):
            why = Text(f"Nothing is called {name}.", f"{name}(이)라는 이름이 없습니다.")
            raise template.refuse(path, why)
    for path, text in _find_texts(template.body, ()):
        if STACK_NAME in text:
            why = Text(
                f"{text} belongs to the product; a lab has resources of its own.",
                f"{text}은(는) 제품의 리소스입니다. 실습은 자기 리소스만 씁니다.",
            )
            raise template.refuse(path, why)


def _find_dependencies(template: Template) -> Iterator[tuple[TemplatePath, str]]:
    for logical_id, resource in template.resources.items():
        named = resource.get("DependsOn", [])
        for name in [named] if isinstance(named, str) else named:
            yield ("Resources", logical_id, "DependsOn"), str(name)


def _find_texts(value: Any, path: TemplatePath) -> Iterator[tuple[TemplatePath, str]]:
    match value:
        case str():
            yield path, value
        case dict():
            for key, item in value.items():
                yield from _find_texts(item, (*path, str(key)))
        case list():
            for item in value:
                yield from _find_texts(item, path)


def _find_references(value: Any, path: TemplatePath) -> Iterator[tuple[TemplatePath, str]]:
    match value:
        case {"Ref": str() as name}:
            yield path, name
        case {"Fn::GetAtt": [str() as name, *_]}:
            yield path, name
        case {"Fn::Sub": str() as text}:
            yield from ((path, name.split(".")[0]) for name in VARIABLE.findall(text))
        case dict():
            for key, item in value.items():
                yield from _find_references(item, (*path, str(key)))
        case list():
            for item in value:
                yield from _find_references(item, path)
