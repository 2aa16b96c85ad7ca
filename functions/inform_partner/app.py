"""The state of the escalations' workflow that tells the partner, and the one that takes it back."""

from typing import Literal

from callnotes.adapters.clients import make_client
from callnotes.adapters.http_partner import HTTPPartner, PartnerConnection
from callnotes.adapters.parameters import CurrentSecret, ParameterPath
from callnotes.domain.escalation import PartnerMessage
from callnotes.entry.workflow import Json, OfEscalation, task
from callnotes.settings import PartnerSettings, read_settings
from callnotes.usecases.inform_partner import inform_partner

# The state machine retries, after longer pauses than the SDK's.
settings = read_settings(PartnerSettings)
partner = HTTPPartner(
    PartnerConnection(ParameterPath(make_client("ssm", tries=1), settings.partner_path)),
    CurrentSecret(make_client("secretsmanager", tries=1), settings.partner_secret_arn),
)


class PartnerInput(OfEscalation):
    """What the partner is to do."""

    action: Literal["inform", "withdraw"]


@task("inform_partner", PartnerInput)
def handler(sent: PartnerInput) -> Json:
    """Say whether there is a partner who took the message."""
    message = PartnerMessage(sent.action, sent.tenant, sent.escalation_id)
    return {"informed": inform_partner(message, partner=partner)}
