"""Temporary credentials of STS: five ways to get them, and a session that renews its own.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html
"""

from typing import Any

import boto3
from botocore.credentials import RefreshableCredentials
from botocore.session import Session


def get_keys(sts: Any, way: str, **given: Any) -> dict[str, Any]:
    """Return AccessKeyId, SecretAccessKey, SessionToken and Expiration by one of five calls.

    `way` is assume_role, assume_role_with_saml, assume_role_with_web_identity, get_session_token
    or get_federation_token; they last an hour, or 12 for the last two, unless DurationSeconds
    says otherwise.
    """
    keys: dict[str, Any] = getattr(sts, way)(**given)["Credentials"]
    return keys


def make_lasting_session(sts: Any, role: str) -> boto3.Session:
    """Return a session with a role's keys, which asks for new ones before they expire."""

    def renew() -> dict[str, str]:
        keys = get_keys(sts, "assume_role", RoleArn=role, RoleSessionName="lasting")
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": keys["Expiration"].isoformat(),
        }

    session = Session()
    session._credentials = RefreshableCredentials.create_from_metadata(  # type: ignore[attr-defined] # noqa: SLF001 - botocore has no other way in
        metadata=renew(), refresh_using=renew, method="sts-assume-role"
    )
    return boto3.Session(botocore_session=session)
