"""Take one right away from one function, for a while."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from tests.stack.stack import Stack


@contextmanager
def without_right(stack: Stack, name: str, action: str) -> Iterator[None]:
    """Remove an action from the policy of the function called `name` (verb_noun)."""
    role = stack.physical_id(f"{name.title().replace('_', '')}Role")
    iam = stack.clients.iam
    before = cast("Any", iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
    after = _without(before, action)
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(after))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(before))


def _without(document: Any, action: str) -> Any:
    statements = [
        statement | {"Action": [name for name in _actions(statement) if name != action]}
        for statement in document["Statement"]
    ]
    assert [_actions(s) for s in statements] != [_actions(s) for s in document["Statement"]]
    return document | {"Statement": [s for s in statements if s["Action"]]}


def _actions(statement: Any) -> list[str]:
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else list(actions)
