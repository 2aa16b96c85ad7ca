"""Cognito, before a token is made: groups become the claims `tenant` and `role`."""

from callnotes.entry.triggers import CognitoEvent, trigger
from callnotes.usecases.add_claims import add_claims


@trigger("add_claims")
def handler(event: CognitoEvent) -> CognitoEvent:
    """Add the claims the user's groups give, and take away any that came another way."""
    groups = event["request"]["groupConfiguration"].get("groupsToOverride") or []
    added, suppressed = add_claims(groups)
    details = {"claimsToAddOrOverride": added, "claimsToSuppress": suppressed}
    return event | {"response": {"claimsOverrideDetails": details}}
