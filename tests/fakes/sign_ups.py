from dataclasses import dataclass, field

from callnotes.domain.sign_up import SignUp


@dataclass
class InMemorySignUps:
    """`ports.SignUpStore` in a dictionary by user id."""

    sign_ups: dict[str, SignUp] = field(default_factory=dict)

    def record_sign_up(self, sign_up: SignUp) -> None:
        self.sign_ups.setdefault(sign_up.user_id, sign_up)
