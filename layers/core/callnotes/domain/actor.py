"""Who acts: a signed-in user of exactly one contact center."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Cognito groups that give permissions, weakest first."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


TENANT_GROUP_PREFIX = "tenant."

_TENANT = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True)
class Actor:
    """A user in a tenant with one role. `user_id` is the Cognito `sub`."""

    tenant: str
    user_id: str
    role: Role


def is_tenant(name: str) -> bool:
    """Whether this can be a tenant's name: 1 to 32 of a-z, 0-9 and the hyphen."""
    return _TENANT.fullmatch(name) is not None


def claims_of(groups: list[str]) -> dict[str, str]:
    """Turn group names into the claims `tenant` and `role`; an ambiguous claim is left out."""
    tenants = {
        name.removeprefix(TENANT_GROUP_PREFIX)
        for name in groups
        if name.startswith(TENANT_GROUP_PREFIX)
    }
    roles = [role for role in Role if role in groups]
    claims = {"tenant": tenants.pop()} if len(tenants) == 1 and all(map(is_tenant, tenants)) else {}
    return claims | ({"role": str(roles[-1])} if roles else {})
