import pytest

from callnotes.domain.errors import PartnerUnavailable
from callnotes.domain.escalation import PartnerMessage
from callnotes.usecases.inform_partner import inform_partner
from tests.fakes.workflow import FakePartner

MESSAGE = PartnerMessage("inform", "hanbit", "e1")


def test_the_partner_hears_of_the_escalation() -> None:
    partner = FakePartner()
    assert inform_partner(MESSAGE, partner=partner) is True
    assert partner.messages == [MESSAGE]


def test_without_a_partner_nothing_is_sent() -> None:
    assert inform_partner(MESSAGE, partner=FakePartner(is_there=False)) is False


def test_a_partner_who_is_away_is_an_error() -> None:
    with pytest.raises(PartnerUnavailable):
        inform_partner(MESSAGE, partner=FakePartner(is_away=True))


def test_a_withdrawal_has_another_key_than_the_message_it_takes_back() -> None:
    withdrawal = PartnerMessage("withdraw", "hanbit", "e1")
    assert (MESSAGE.key, withdrawal.key) == ("e1-inform", "e1-withdraw")
