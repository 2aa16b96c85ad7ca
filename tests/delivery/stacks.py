"""The templates of stacks/ as CloudFormation reads them, with its conditions decided."""

import re
from functools import cache
from typing import Any

from samcli.yamlhelper import yaml_parse

from tests.template import ROOT

type Json = dict[str, Any]

ABSENT = {"Ref": "AWS::NoValue"}


@cache
def _read(name: str) -> Json:
    content: Json = yaml_parse((ROOT / "stacks" / name).read_text())
    return content


def read_stack(name: str, *holding: str) -> Json:
    """Return a template in which these conditions hold, and no others."""
    decided: Json = _decide(_read(name), {*holding})
    decided["Resources"] = {
        logical_id: resource
        for logical_id, resource in decided["Resources"].items()
        if resource.get("Condition", "") in {"", *holding}
    }
    return decided


def _decide(value: Any, holding: set[str]) -> Any:
    if isinstance(value, dict) and set(value) == {"Fn::If"}:
        condition, yes, no = value["Fn::If"]
        return _decide(yes if condition in holding else no, holding)
    if isinstance(value, dict):
        decided = {name: _decide(item, holding) for name, item in value.items()}
        return {name: item for name, item in decided.items() if item != ABSENT}
    if isinstance(value, list):
        return [item for item in (_decide(each, holding) for each in value) if item != ABSENT]
    return value


def spell(value: Any) -> str:
    """Write a resource of a policy or action in one way: `${Topic}`, `${Key.Arn}`."""
    if isinstance(value, str):
        return value
    if "Ref" in value:
        return f"${{{value['Ref']}}}"
    if "Fn::GetAtt" in value:
        return f"${{{'.'.join(value['Fn::GetAtt'])}}}"
    return re.sub(
        r"\$\{AWS::(Partition|Region|AccountId)\}", lambda m: m[1].lower(), value["Fn::Sub"]
    )
