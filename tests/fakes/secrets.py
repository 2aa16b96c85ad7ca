"""A secret store and a partner that behave as their documentation says, in memory."""

from dataclasses import dataclass, field

from callnotes.domain.errors import CredentialRefused, PartnerUnavailable, Unavailable

FIRST = "00000000-0000-0000-0000-000000000000"


@dataclass
class FakeVersions:
    """`ports.SecretVersions`; `stage` does what Secrets Manager does before the first step.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
    """

    values: dict[str, str] = field(default_factory=lambda: {FIRST: "first"})
    labels: dict[str, set[str]] = field(default_factory=lambda: {FIRST: {"AWSCURRENT"}})
    is_away: bool = False

    def stage(self, version_id: str) -> None:
        """Label a version that has no value yet."""
        self._move("AWSPENDING", version_id)

    def holder(self, label: str) -> str | None:
        return next((v for v, own in self.labels.items() if label in own), None)

    def read_labels(self) -> dict[str, frozenset[str]]:
        self._check()
        return {version: frozenset(own) for version, own in self.labels.items() if own}

    def read_secret(self, version_id: str) -> str | None:
        self._check()
        return self.values.get(version_id)

    def put_pending(self, version_id: str, secret: str) -> None:
        self._check()
        if self.values.setdefault(version_id, secret) != secret:
            raise ValueError("ResourceExistsException")
        self._move("AWSPENDING", version_id)

    def make_current(self, version_id: str, *, instead_of: str) -> None:
        self._check()
        assert self.holder("AWSCURRENT") == instead_of
        self._move("AWSCURRENT", version_id)
        self._move("AWSPREVIOUS", instead_of)
        self.labels[version_id].discard("AWSPENDING")

    def _move(self, label: str, version_id: str) -> None:
        for own in self.labels.values():
            own.discard(label)
        self.labels.setdefault(version_id, set()).add(label)

    def _check(self) -> None:
        if self.is_away:
            raise Unavailable("The store of secrets does not answer right now.")


@dataclass
class FakeCredentials:
    """`ports.PartnerCredentials`: accepts the secret that signed and the new one.

    With `loses_responses` it does what it is asked, and nobody hears of it.
    """

    accepted: list[str] = field(default_factory=lambda: ["first"])
    is_there: bool = True
    is_away: bool = False
    loses_responses: bool = False

    def set_credential(self, new: str, *, signed_by: str) -> None:
        if self.is_there:
            self.test_credential(signed_by)
            self.accepted = [signed_by, new]
            self._respond()

    def test_credential(self, secret: str) -> None:
        if not self.is_there:
            return
        if self.is_away:
            raise PartnerUnavailable("The partner does not take the message.")
        if secret not in self.accepted:
            raise CredentialRefused("The partner does not know the signature.")

    def _respond(self) -> None:
        if self.loses_responses:
            raise PartnerUnavailable("The partner does not take the message.")
