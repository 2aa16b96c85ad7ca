"""Cognito, before a sign-up: users set no attribute that could carry permissions."""

from callnotes.entry.triggers import CognitoEvent, trigger
from callnotes.usecases.check_sign_up import check_sign_up


@trigger("check_sign_up")
def handler(event: CognitoEvent) -> CognitoEvent:
    """Refuse a sign-up that sets more than a name and an address; administrators may set more."""
    if event["triggerSource"] == "PreSignUp_SignUp":
        check_sign_up(event["request"].get("userAttributes") or {})
    return event
