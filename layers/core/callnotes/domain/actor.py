"""Who acts: a signed-in user of exactly one contact center."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Cognito groups that give rights, weakest first."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


TENANT_GROUP_PREFIX = "tenant."


@dataclass(frozen=True)
class Actor:
    """A user in a tenant with one role. `user_id` is the Cognito `sub`."""

    tenant: str
    user_id: str
    role: Role


def claims_of(groups: list[str]) -> dict[str, str]:
    """Turn group names into the claims `tenant` and `role`; what is not unambiguous is left out."""
    tenants = {name.removeprefix(TENANT_GROUP_PREFIX) for name in groups if _is_tenant(name)}
    roles = [role for role in Role if role in groups]
    claims = {"tenant": tenants.pop()} if len(tenants) == 1 else {}
    return claims | ({"role": str(roles[-1])} if roles else {})


def _is_tenant(group: str) -> bool:
    return group.startswith(TENANT_GROUP_PREFIX) and group != TENANT_GROUP_PREFIX
