"""Intrinsic functions as CloudFormation resolves them."""

from typing import Any

import pytest

from callnotes_local.deployed.intrinsics import Resolver, UnresolvedError

NAMES = {"Environment": "local", "Table": "table-1", "AWS::Region": "us-east-1"}


def look_up(name: str) -> str:
    if "." not in name and name not in NAMES:
        raise UnresolvedError(name)
    return f"<{name}>" if "." in name else NAMES[name]


@pytest.fixture
def resolver() -> Resolver:
    return Resolver(
        known=look_up,
        conditions={
            "IsLocal": {"Fn::Equals": [{"Ref": "Environment"}, "local"]},
            "IsOther": {"Fn::Not": [{"Condition": "IsLocal"}]},
        },
        mappings={"Sizes": {"local": {"memory": 512}}},
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Table"}, "table-1"),
        ({"Fn::GetAtt": ["Table", "Arn"]}, "<Table.Arn>"),
        ({"Fn::GetAtt": "Table.StreamArn"}, "<Table.StreamArn>"),
        ({"Fn::Sub": "'${Environment}' ${!x} ${Table.Arn}"}, "'local' ${x} <Table.Arn>"),
        ({"Fn::Sub": ["${A}-${Table}", {"A": {"Ref": "Environment"}}]}, "local-table-1"),
        ({"Fn::If": ["IsLocal", 1, 2]}, 1),
        ({"Fn::If": ["IsOther", 1, 2]}, 2),
        ({"a": {"Fn::If": ["IsOther", 1, {"Ref": "AWS::NoValue"}]}, "b": 1}, {"b": 1}),
        ([{"Ref": "AWS::NoValue"}, {"Ref": "Table"}], ["table-1"]),
        ({"Fn::Join": ["/", ["a", {"Ref": "Table"}]]}, "a/table-1"),
        ({"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}, "b"),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Environment"}, "memory"]}, 512),
        ({"Fn::And": [{"Condition": "IsLocal"}, {"Condition": "IsOther"}]}, False),
        ({"Fn::Or": [{"Condition": "IsLocal"}, {"Condition": "IsOther"}]}, True),
        ({"plain": ["x", 1, None]}, {"plain": ["x", 1, None]}),
    ],
)
def test_value_is_resolved(resolver: Resolver, value: Any, expected: object) -> None:
    assert resolver.resolve(value) == expected


def test_unknown_reference_is_an_error(resolver: Resolver) -> None:
    with pytest.raises(UnresolvedError):
        resolver.resolve({"Ref": "Nothing"})
