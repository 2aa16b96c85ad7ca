"""A customer: who calls, how to reach them, and what they have booked."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from callnotes.domain.note import Language

Tier = Literal["standard", "premium"]
BookingStatus = Literal["confirmed", "delayed", "cancelled"]

MAX_NAME_CHARACTERS = 100
MAX_NICKNAME_CHARACTERS = 50


@dataclass(frozen=True)
class Booking:
    """What the caller may be asked about. `departs_at` is UTC."""

    booking_id: str
    flight_number: str
    departs_at: datetime
    status: BookingStatus


@dataclass(frozen=True)
class CustomerProfile:
    """What staff keep about a customer; everything else is the server's. The number is E.164."""

    name: str
    tier: Tier
    nickname: str | None = None
    phone_number: str | None = None
    language: Language | None = None


@dataclass(frozen=True)
class Customer:
    """A customer as they stand. `version` counts from 1; bookings are in order of departure."""

    customer_id: str
    tenant: str
    profile: CustomerProfile
    bookings: tuple[Booking, ...]
    version: int
    updated_at: datetime

    def __post_init__(self) -> None:
        bookings = sorted(self.bookings, key=lambda each: (each.departs_at, each.booking_id))
        object.__setattr__(self, "bookings", tuple(bookings))

    def revised(self, profile: CustomerProfile, now: datetime) -> "Customer":
        """Return the next version with another profile."""
        return replace(self, profile=profile, version=self.version + 1, updated_at=now)
