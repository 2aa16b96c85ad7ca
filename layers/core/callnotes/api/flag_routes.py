"""The route of feature flags."""

from pydantic import BaseModel, Field, create_model

from callnotes.api.inputs import Input
from callnotes.api.route import STAFF, Route
from callnotes.domain.flags import FlagName, FlagReading

FlagValues = create_model("FlagValues", **dict.fromkeys(FlagName, bool))  # type: ignore[call-overload]


class FlagsOutput(BaseModel):
    """Which features are on for the caller."""

    flags: FlagValues
    version: str | None = Field(description="Of the deployed document; null: everything is off.")
    stale: bool = Field(description="Whether the last reading of the document failed.")

    @classmethod
    def of(cls, flags: dict[FlagName, bool], reading: FlagReading) -> "FlagsOutput":
        """Return the client's view of the flags and of the reading that they come from."""
        return cls(flags=flags, version=reading.version, stale=reading.is_stale)


LIST_FLAGS = Route(
    name="list_flags",
    method="GET",
    path="/v1/flags",
    summary="List what is on for the caller",
    input=Input,
    roles=STAFF,
    response=FlagsOutput,
)
