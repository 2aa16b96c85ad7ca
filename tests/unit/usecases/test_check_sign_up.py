import pytest

from callnotes.domain.errors import Forbidden
from callnotes.usecases.check_sign_up import check_sign_up


@pytest.mark.parametrize("attributes", [{}, {"email": "a@b.c"}, {"name": "Mina", "locale": "ko"}])
def test_a_sign_up_with_harmless_attributes_passes(attributes: dict[str, str]) -> None:
    assert check_sign_up(attributes) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    "attribute",
    ["custom:tenant", "custom:role", "tenant", "role", "email_verified", "phone_number", "sub"],
)
def test_a_sign_up_that_sets_more_is_refused(attribute: str) -> None:
    with pytest.raises(Forbidden, match=attribute):
        check_sign_up({"email": "a@b.c", attribute: "hanbit"})


def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(Forbidden) as refused:
        check_sign_up({"custom:x": "SECRET"})
    assert "SECRET" not in str(refused.value)
