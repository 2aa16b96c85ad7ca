"""Cognito, before a sign-up: nobody gives themselves attributes that could carry rights."""

from callnotes.entry.triggers import CognitoEvent, trigger
from callnotes.usecases.check_sign_up import check_sign_up


@trigger("check_sign_up")
def handler(event: CognitoEvent) -> CognitoEvent:
    """Refuse a sign-up that sets more than a name and an address; administrators may set more."""
    if event["triggerSource"] == "PreSignUp_SignUp":
        check_sign_up(event["request"].get("userAttributes") or {})
    return event
