"""The partner, and the secret by which the partner knows us."""

from typing import Protocol

from callnotes.domain.escalation import PartnerMessage
from callnotes.domain.secret import Labels


class Partner(Protocol):
    """The external booking partner, which is informed of approved escalations."""

    def send_message(self, message: PartnerMessage) -> bool:
        """Return whether there is a partner; raise PartnerUnavailable if it does not accept."""


class PartnerCredentials(Protocol):
    """Which secrets the partner knows us by; without a partner nothing happens.

    Both raise CredentialRefused, and PartnerUnavailable when nothing was taken in time.
    """

    def set_credential(self, new: str, *, signed_by: str) -> None:
        """Make the partner accept the new secret beside the one that signs this."""

    def test_credential(self, secret: str) -> None:
        """Find out whether the partner accepts the secret."""


class SecretVersions(Protocol):
    """The versions of one secret; each may raise Unavailable."""

    def read_labels(self) -> Labels:
        """Return the labels of each version that has any."""

    def read_secret(self, version_id: str) -> str | None:
        """Return the value of a version, None as long as it has none."""

    def put_pending(self, version_id: str, secret: str) -> None:
        """Write the value of a version, and move AWSPENDING to it."""

    def make_current(self, version_id: str, *, instead_of: str) -> None:
        """Move AWSCURRENT to the version; the other one becomes AWSPREVIOUS."""
