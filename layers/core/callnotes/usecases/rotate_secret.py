"""Rotate the secret that the partner knows us by, one step at a time."""

from secrets import token_urlsafe

from callnotes.domain.errors import NotPending
from callnotes.domain.secret import CURRENT, Step, check_pending, find_current
from callnotes.ports.partner import PartnerCredentials, SecretVersions

SECRET_BYTES = 48


def rotate_secret(
    step: Step, version_id: str, *, versions: SecretVersions, partner: PartnerCredentials
) -> bool:
    """Do one step, and say whether the rotation to this version was still open.

    Every step may come again, and in any order: only a secret that the partner accepts becomes the
    current one. Raises NotPending, CredentialRefused, PartnerUnavailable, Unavailable.
    """
    labels = versions.read_labels()
    if CURRENT in labels.get(version_id, ()):
        return False
    check_pending(labels, version_id, step)
    if step == "createSecret":
        _create(version_id, versions)
        return True
    pending = _read_pending(version_id, versions)
    current_id = find_current(labels)
    if step == "setSecret":
        signed_by = versions.read_secret(current_id) or ""
        partner.set_credential(pending, signed_by=signed_by)
        return True
    partner.test_credential(pending)
    if step == "finishSecret":
        versions.make_current(version_id, instead_of=current_id)
    return True


def _create(version_id: str, versions: SecretVersions) -> None:
    # A value that the partner may have already stays.
    if versions.read_secret(version_id) is None:
        versions.put_pending(version_id, token_urlsafe(SECRET_BYTES))


def _read_pending(version_id: str, versions: SecretVersions) -> str:
    pending = versions.read_secret(version_id)
    if pending is None:
        raise NotPending("The version has no value yet: createSecret comes first.")
    return pending
