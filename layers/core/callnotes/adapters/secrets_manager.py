"""The versions of a secret by their staging labels.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
"""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.domain.secret import CURRENT, PENDING


@dataclass(frozen=True)
class SecretsManagerVersions:
    """`ports.SecretVersions` of one secret."""

    client: Any
    secret_arn: str

    def read_labels(self) -> dict[str, frozenset[str]]:
        """Return the labels of each version that has any."""
        found = self._call("describe_secret")["VersionIdsToStages"]
        return {version: frozenset(labels) for version, labels in found.items()}

    def read_secret(self, version_id: str) -> str | None:
        """Return a version's value; Secrets Manager labels a version before it has one."""
        try:
            return str(self._call("get_secret_value", VersionId=version_id)["SecretString"])
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return None
            raise

    def put_pending(self, version_id: str, secret: str) -> None:
        """Write the value of a version, and move AWSPENDING to it."""
        self._call(
            "put_secret_value",
            ClientRequestToken=version_id,
            SecretString=secret,
            VersionStages=[PENDING],
        )

    def make_current(self, version_id: str, *, instead_of: str) -> None:
        """Move AWSCURRENT, which moves AWSPREVIOUS to the other one; then nothing is pending."""
        self._call(
            "update_secret_version_stage",
            VersionStage=CURRENT,
            MoveToVersionId=version_id,
            RemoveFromVersionId=instead_of,
        )
        self._call(
            "update_secret_version_stage", VersionStage=PENDING, RemoveFromVersionId=version_id
        )

    def _call(self, operation: str, **content: Any) -> Any:
        with calling("store of secrets"):
            return getattr(self.client, operation)(SecretId=self.secret_arn, **content)
