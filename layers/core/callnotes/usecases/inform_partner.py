"""Tell the partner of an approved escalation, or take that back."""

from callnotes.domain.escalation import PartnerMessage
from callnotes.ports import Partner


def inform_partner(message: PartnerMessage, *, partner: Partner) -> bool:
    """Send the message and say whether there is a partner to hear it.

    Raises PartnerUnavailable when the partner does not take the message in time. The partner may
    have it all the same: a message that comes again is the same one.
    """
    return partner.send_message(message)
