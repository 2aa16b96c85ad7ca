"""Take one permission away from one function, for a while."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from tests.stack.stack import Stack

# Takes the action's place: a policy may not be empty.
HARMLESS = "sts:GetCallerIdentity"


@contextmanager
def without_permission(
    stack: Stack, name: str, action: str, policy: str | None = None
) -> Iterator[None]:
    """Remove an action from a policy of the function called `name`: its own is called so too."""
    policy = policy or name
    role = stack.physical_id(f"{name.title().replace('_', '')}Role")
    iam = stack.clients.iam
    before = cast("Any", iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
    after = _without(before, action)
    iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(after))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(before))


def _without(document: Any, action: str) -> Any:
    statements = [
        statement
        | {"Action": [HARMLESS if name == action else name for name in _actions(statement)]}
        for statement in document["Statement"]
    ]
    assert any(HARMLESS in statement["Action"] for statement in statements)
    return document | {"Statement": statements}


def _actions(statement: Any) -> list[str]:
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else list(actions)
