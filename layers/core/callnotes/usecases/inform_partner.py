"""Tell the partner of an approved escalation, or take that back."""

from callnotes.domain.escalation import PartnerMessage
from callnotes.ports.partner import Partner


def inform_partner(message: PartnerMessage, *, partner: Partner) -> bool:
    """Send the message; return whether there is a partner.

    Raises PartnerUnavailable when the partner does not take the message in time. The partner may
    have received it all the same, so a retry has the same idempotency key.
    """
    return partner.send_message(message)
