"""Feature flags: documents that switch features, and for whom each of them is on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from callnotes.domain.actor import Role
from callnotes.domain.customer import Tier

# Users fall into so many parts: a percentage has up to two decimal places.
PARTS = 10_000
# What AppConfig adds to a document by itself begins so: `_createdAt`, `_updatedAt`.
ADDED = "_"


class FlagName(StrEnum):
    """The features that can be switched."""

    PREMIUM_CALLBACK = "premium_callback"
    DICTATION = "dictation"
    NEW_ESCALATION = "new_escalation"


class MalformedFlags(ValueError):
    """The document is none that this code can read; the text names each fault and its place."""


@dataclass(frozen=True)
class Subject:
    """For whom a flag is asked: a member of staff, or a customer who calls.

    `user_id` is stable: with the tenant it decides who is in a percentage. Conditions on what a
    subject does not have, such as an agent's tier, do not apply to it.
    """

    tenant: str
    user_id: str
    role: Role | None = None
    tier: Tier | None = None


class Flag(BaseModel):
    """One flag: on for each subject that meets all conditions; an empty list is no condition.

    An attribute that this code does not know is refused: it could be one that narrows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: Annotated[bool, Field(strict=True)]
    percentage: Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)] = 100
    tenants: tuple[Annotated[str, Field(pattern="^[a-z0-9-]{1,32}$")], ...] = ()
    groups: tuple[Role, ...] = ()
    tiers: tuple[Tier, ...] = ()

    def is_on(self, name: FlagName, subject: Subject) -> bool:
        """Whether the flag of that name is on for the subject."""
        return (
            self.enabled
            and _meets(subject.tenant, self.tenants)
            and _meets(subject.role, self.groups)
            and _meets(subject.tier, self.tiers)
            and part_of(name, subject) < self.percentage * PARTS / 100
        )


type Flags = Mapping[FlagName, Flag]


@dataclass(frozen=True)
class FlagReading:
    """The last flags that could be read, and why the last reading failed, if it did.

    Without a version nothing was ever read: everything is off.
    """

    flags: Flags = field(default_factory=dict)
    version: str | None = None
    problem: str = ""

    @property
    def is_stale(self) -> bool:
        """Whether the flags may be outdated."""
        return bool(self.problem)


def part_of(name: FlagName, subject: Subject) -> int:
    """Return the subject's part, from 0: the same everywhere, another one for each flag.

    So a larger percentage keeps all who were in a smaller one.
    """
    text = "\0".join((name, subject.tenant, subject.user_id))
    return int.from_bytes(sha256(text.encode()).digest()[:8]) % PARTS


def switch_flags(flags: Flags, subject: Subject) -> dict[FlagName, bool]:
    """Return every flag for the subject; one that the document lacks is off."""
    return {name: name in flags and flags[name].is_on(name, subject) for name in FlagName}


def parse_flags(values: bytes) -> Flags:
    """Read the flags as AppConfig serves them; raise MalformedFlags.

    Names that this code does not know are skipped: a document may be ahead of a deployment.
    https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html
    """
    try:
        found = _VALUES.validate_json(values)
        return {name: _read_flag(name, found[name]) for name in FlagName if name in found}
    except ValidationError as error:
        raise _malformed(error) from None


def check_document(document: bytes) -> None:
    """Raise MalformedFlags unless this is a document for AppConfig with known flags only."""
    try:
        checked = Document.model_validate_json(document)
    except ValidationError as error:
        raise _malformed(error) from None
    undefined = [name for name in checked.values if name not in checked.flags]
    if undefined:
        raise MalformedFlags(f"values.{undefined[0]}: is not among `flags`")
    parse_flags(json.dumps(checked.values).encode())


class Document(BaseModel):
    """A document as it is stored: what flags there are, and how each is switched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal["1"]
    flags: dict[FlagName, dict[str, Any]]
    values: dict[FlagName, dict[str, Any]]


_VALUES: TypeAdapter[dict[str, dict[str, Any]]] = TypeAdapter(dict[str, dict[str, Any]])


def _meets[T](own: T | None, wanted: tuple[T, ...]) -> bool:
    return own is None or not wanted or own in wanted


def _read_flag(name: str, attributes: dict[str, Any]) -> Flag:
    own = {key: value for key, value in attributes.items() if not key.startswith(ADDED)}
    try:
        return Flag.model_validate(own)
    except ValidationError as error:
        raise _malformed(error, name) from None


def _malformed(error: ValidationError, *place: str) -> MalformedFlags:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    named = (".".join([*place, *map(str, fault["loc"])]) for fault in faults)
    lines = (
        f"{name or '(document)'}: {fault['msg']}" for name, fault in zip(named, faults, strict=True)
    )
    return MalformedFlags("; ".join(lines))
