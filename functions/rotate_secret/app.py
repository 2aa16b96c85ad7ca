"""Secrets Manager, at each step of a rotation of the partner's secret."""

from callnotes.adapters.clients import make_client
from callnotes.adapters.http_partner import HTTPCredentials, PartnerConnection
from callnotes.adapters.parameters import ParameterPath
from callnotes.adapters.secrets_manager import SecretsManagerVersions
from callnotes.domain.secret import Step
from callnotes.entry.rotation import rotation
from callnotes.settings import PartnerSettings, read_settings
from callnotes.usecases.rotate_secret import rotate_secret

settings = read_settings(PartnerSettings)
# Secrets Manager tries again by itself.
versions = SecretsManagerVersions(
    make_client("secretsmanager", tries=1), settings.partner_secret_arn
)
partner = HTTPCredentials(
    PartnerConnection(ParameterPath(make_client("ssm", tries=1), settings.partner_path))
)


@rotation("rotate_secret", settings.partner_secret_arn)
def handler(step: Step, version_id: str) -> bool:
    """Do one step."""
    return rotate_secret(step, version_id, versions=versions, partner=partner)
